"""What differs between two texts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import diff

LINES = st.lists(
    st.sampled_from(["", "a", "b c", "b d", "the same", "x\u2028y", "c\r"]), max_size=12
)
TEXTS = st.one_of(LINES.map("\n".join), st.text(max_size=60))


def test_a_changed_line_shows_the_words_that_differ():
    (row,) = diff.rows_between("Say hello to Ada.", "Say goodbye to Ada.")

    assert (row.op, row.from_line, row.to_line) == ("changed", 1, 1)
    assert row.from_text == [("Say ", False), ("hello", True), (" to Ada.", False)]
    assert row.to_text == [("Say ", False), ("goodbye", True), (" to Ada.", False)]


def test_a_number_is_one_word_with_its_point():
    (row,) = diff.rows_between('"temperature": 0.7', '"temperature": 0')

    assert row.from_text == [('"temperature": ', False), ("0.7", True)]
    assert row.to_text == [('"temperature": ', False), ("0", True)]


def test_lines_with_little_in_common_are_removed_and_added():
    rows = diff.rows_between("Summarise the text.", "Nothing alike!")

    assert [row.op for row in rows] == ["removed", "added"]


def test_an_added_line_moves_the_numbers_of_those_after_it():
    rows = diff.rows_between("one\nthree", "one\ntwo\nthree")

    assert [(row.op, row.from_line, row.to_line) for row in rows] == [
        ("same", 1, 1),
        ("added", None, 2),
        ("same", 2, 3),
    ]


def test_a_line_separator_is_a_character_of_its_line():
    (row,) = diff.rows_between("a\u2028b", "a\u2028b")

    assert row.from_text == [("a\u2028b", False)]


def test_a_carriage_return_makes_a_difference():
    (row,) = diff.rows_between("one two\r", "one two")

    assert row.from_text == [("one two", False), ("\r", True)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_rows(old, new):
    rows = diff.rows_between(old, new)

    assert side(rows, "from_text") == old
    assert side(rows, "to_text") == new
    assert all(row.from_text == row.to_text for row in rows if row.op == "same")


def side(rows, column):
    return "\n".join(
        "".join(piece for piece, _ in getattr(row, column))
        for row in rows
        if getattr(row, column) is not None
    )


def test_a_unified_diff_is_written_as_diff_writes_it():
    old, new = "\n".join("abcdefghij"), "\n".join("abcdeFghij")

    assert diff.unified(old, new, "v1", "v2") == (
        "--- v1\n+++ v2\n@@ -3,7 +3,7 @@\n c\n d\n e\n-f\n+F\n g\n h\n i\n"
    )


def test_distant_differences_are_hunks_of_their_own():
    old = "\n".join(str(n) for n in range(30))
    new = old.replace("\n5\n", "\nfive\n").replace("\n20\n", "\ntwenty\n")

    assert diff.unified(old, new, "a", "b").count("@@ -") == 2


@given(LINES, LINES)
def test_a_unified_diff_leads_from_one_text_to_the_other(old, new):
    patch = diff.unified("\n".join(old), "\n".join(new), "a", "b")

    assert patched(diff.lines_of("\n".join(old)), patch) == diff.lines_of("\n".join(new))


def patched(lines, patch):
    """What `patch` would make of the lines; it fails where the patch does not fit."""
    result, at = [], 0
    for line in patch.split("\n")[2:-1]:
        if line.startswith("@@"):
            start, _, count = line.split()[1][1:].partition(",")
            begin = int(start) - (count != "0")
            result += lines[at:begin]
            at = begin
        elif line.startswith("+"):
            result.append(line[1:])
        else:
            assert lines[at] == line[1:]
            result += [lines[at]] if line.startswith(" ") else []
            at += 1
    return result + lines[at:]


def test_equal_texts_have_no_unified_diff():
    assert diff.unified("a\nb", "a\nb", "v1", "v2") == ""


def test_messages_are_compared_one_by_one():
    old = [{"role": "system", "content": "Be kind."}]
    new = [{"role": "system", "content": "Be brief."}, {"type": "placeholder", "name": "history"}]

    first, second = diff.messages_between(old, new)

    assert (first.role_from, first.role_to, first.rows[0].op) == ("system", "system", "changed")
    assert (second.role_from, second.role_to) == (None, "placeholder")
    assert {row.op for row in second.rows} == {"added"}


def test_what_a_message_carries_besides_text_is_compared_as_json():
    calls = [{"id": "1", "function": {"name": "look_up"}}]
    old = [{"role": "assistant", "content": "One moment."}]
    new = [{"role": "assistant", "content": "One moment.", "tool_calls": calls}]

    (message,) = diff.messages_between(old, new)

    assert message.rows[0].op == "same"
    assert any("look_up" in text for row in message.rows[1:] for text, _ in row.to_text)


def words(count, distinct):
    return "\n".join(f"w{(n * 7919) % distinct}" for n in range(count))


HOSTILE = {
    "few distinct lines": (words(19_999, 100), words(19_998, 99)),
    "every other line changed": (
        "\n".join(f"line {n}" for n in range(19_000)),
        "\n".join(f"line {n}" if n % 2 else f"changed {n}" for n in range(19_000)),
    ),
    "one line, few distinct words": ("a b c " * 170_000, "b a c " * 170_000),
    "long lines of few words": (
        "\n".join(["a b " * 1_200] * 200),
        "\n".join(["b a a " * 800] * 200),
    ),
    "nothing but line feeds": ("\n" * 1_000_000, "\n" * 999_999 + "x"),
    "no two lines alike": (
        "\n".join(f"a{n}" for n in range(150_000)),
        "\n".join(f"b{n}" for n in range(150_000)),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_compared_in_a_bounded_time(name):
    old, new = HOSTILE[name]
    begun = time.process_time()

    rows = diff.rows_between(old, new)
    patch = diff.unified(old, new, "a", "b")

    assert time.process_time() - begun < 10
    assert len(rows) <= 2 * diff.MOST_LINES
    assert side(rows, "to_text") == new
    assert patch


def test_deeply_nested_messages_do_not_blow_up():
    value = [1] * 100_000
    for _ in range(90):
        value = [value]

    (message,) = diff.messages_between(
        [{"role": "user", "x": value}], [{"role": "user", "x": [*value, 2]}]
    )

    assert sum(len(text) for row in message.rows for text, _ in row.to_text or []) < 1_000_000
