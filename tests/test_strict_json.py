"""JSON that every reader understands alike."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.strict_json import DEEPEST, NotJson, loads

WRITABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(WRITABLE),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(WRITABLE), inner),
    max_leaves=20,
)


@given(VALUES)
def test_plain_json_is_read_as_written(value):
    assert loads(json.dumps(value)) == value
    assert loads(json.dumps(value, ensure_ascii=False).encode()) == value


def test_keys_keep_their_order():
    assert list(loads('{"b": 1, "a": 2, "10": 3, "9": 4}')) == ["b", "a", "10", "9"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "{",
        "[1,]",
        "{'a': 1}",
        "NaN",
        "[Infinity]",
        '{"a": -Infinity}',
        "1e400",
        "-1e400",
        "9" * 5000,
        "9223372036854775808",
        "-9223372036854775809",
        '{"a": 1, "a": 2}',
        '[{"b": {"a": 1, "c": 0, "a": 1}}]',
        '"\\u0000"',
        '{"\\u0000": 1}',
        '["\\ud800"]',
        '{"\\udc00": 1}',
        '"\\udc00\\ud800"',
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        b"\xff",
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
    ],
    ids=lambda source: repr(source[:20]),
)
def test_it_refuses(source):
    with pytest.raises(NotJson) as refused:
        loads(source)

    assert len(refused.value.message) < 200
    refused.value.message.encode()


def test_the_last_numbers_that_fit_are_read():
    assert loads(f"[{2**63 - 1}, {-(2**63)}]") == [2**63 - 1, -(2**63)]


def test_the_deepest_nesting_is_read():
    assert loads("[" * DEEPEST + "]" * DEEPEST)


def test_a_surrogate_pair_is_one_character():
    assert loads('"\\ud83d\\ude00"') == "😀"


def test_a_key_that_stands_twice_among_very_many_is_found_at_once():
    source = "{" + "".join(f'"k{n}":1,' for n in range(300_000)) + '"k299999":1}'
    begun = time.process_time()

    with pytest.raises(NotJson, match="k299999"):
        loads(source)

    assert time.process_time() - begun < 5
