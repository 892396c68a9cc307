"""The variables of a prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rendering import TooLong, filled, names_in, plain_text, variables_in


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


def test_a_text_becomes_one_message_of_the_user():
    assert filled("Hi {{ name }}, {{name}}!", {"name": "Ada"}) == [
        {"role": "user", "content": "Hi Ada, Ada!"}
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [("{{ b }}", "{{ b }}"), (1.5, "1.5"), (None, "null"), ({"b": ["ü"]}, '{"b":["ü"]}'), ("", "")],
)
def test_values_stand_as_they_are_and_others_as_json(value, text):
    assert filled("{{ a }}", {"a": value, "b": "no"})[0]["content"] == text


def test_messages_are_filled_in_where_they_name_variables_and_stay_otherwise():
    tool = {"role": "assistant", "content": None, "tool_calls": [{"id": "{{ no }}"}]}
    picture = {"type": "image_url", "image_url": {"url": "{{ no }}"}}
    body = [
        {"role": "user", "content": [{"type": "text", "text": "{{ a }}"}, picture]},
        {"type": "placeholder", "name": "history"},
        tool,
    ]
    history = [{"role": "user", "content": "{{ a }}"}]

    assert names_in(body) == ["a", "history"]
    assert filled(body, {"a": "b", "history": history}) == [
        {"role": "user", "content": [{"type": "text", "text": "b"}, picture]},
        *history,
        tool,
    ]


def test_what_is_missing_fails():
    with pytest.raises(KeyError):
        filled("{{ a }}", {})


def test_a_body_that_grows_beyond_all_bounds_is_given_up_early():
    with pytest.raises(TooLong):
        filled("{{ a }}" * 100_000, {"a": "x" * 1_000_000})


@given(st.text(), st.text())
def test_text_around_a_variable_stays(before, after):
    body = before.replace("{", "(") + "{{ a }}" + after.replace("}", ")")

    assert filled(body, {"a": "{{ a }}"})[0]["content"] == body
