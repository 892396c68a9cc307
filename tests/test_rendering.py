"""The variables of a prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rendering import plain_text, variables_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hello {{ name }}", ["name"]),
        ("{{b}} {{ a }} {{b}}", ["b", "a"]),
        ("{{ a.b-c_1 }} {{_x}}", ["a.b-c_1", "_x"]),
        ("{{\ta\t}}", ["a"]),
        ("{{{a}}}", ["a"]),
        ("{{a}}{{b}}", ["a", "b"]),
        ("{{ a\n}}", []),
        ("{{ }} {{}} {{ 1a }} {{ a b }} {a} {{ a }", []),
        ("{{> partial }} {{>partial}}", []),
        ("{{ ä }} {{ a\u00a0}}", []),
        ("", []),
    ],
)
def test_names_stand_in_the_order_of_their_first_appearance(text, names):
    assert variables_in(text) == names


def test_messages_name_them_in_their_text_and_nowhere_else():
    body = [
        {"role": "system", "content": "{{ b }}"},
        {"type": "placeholder", "name": "history"},
        {"role": "{{ no }}", "content": [{"type": "text", "text": "{{ a }}"}, {"type": "x"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "{{ no }}"}]},
    ]

    assert variables_in(body) == ["b", "a"]
    assert plain_text(body) == "{{ b }}\n{{ a }}"


@given(st.lists(st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]*", fullmatch=True), max_size=8))
def test_every_legal_name_is_found_once(names):
    text = " and ".join(f"{{{{ {name} }}}}" for name in names)

    assert variables_in(text) == list(dict.fromkeys(names))


def test_a_long_text_of_opening_braces_is_read_quickly():
    assert variables_in("{{" * 500_000) == []
    assert variables_in("{{ " + "\t" * 1_000_000) == []
    assert variables_in("{{a" * 300_000) == []
