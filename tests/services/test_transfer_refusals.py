"""Lines that are refused, each in words, while the others go on."""

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise

import pytest

from app.db import now, transaction, uuid7
from app.services import prompts, transfer
from app.services.policy import READ, RELEASE, WRITE, MissingRight
from app.services.transfer import LINE_BYTES, lines_in
from app.services.transfer.reading import read_prompt
from tests.factories.audit import events
from tests.factories.prompts import make_prompt
from tests.factories.transfer import bring, export_bytes, exported, line, outcomes, refusal


def versions(*made):
    return {"name": "greet", "versions": list(made)}


def release(**fields):
    return line(releases=[{"to_version": 1, **fields}])


TO_COME = (now() + timedelta(hours=1)).isoformat()
UNFIT = {
    "not JSON": (b"{", "Not acceptable JSON"),
    "not UTF-8": (b'{"name": "\xff"}', "Not UTF-8"),
    "a byte order mark": (b'\xef\xbb\xbf{"name": "a"}', "Not acceptable JSON"),
    "a key twice": (b'{"name": "a", "name": "b"}', "stands twice"),
    "a key of a version twice": (b'{"name":"a","versions":[{"content":"","content":""}]}', "twice"),
    "NaN": (b'{"name":"a","versions":[{"content":"","parameters":{"x":NaN}}]}', "NaN"),
    "1e400": (b'{"name":"a","versions":[{"content":"","parameters":{"x":1e400}}]}', "too large"),
    "many digits": (b'{"name":"a","active_version":' + b"9" * 5000 + b"}", "64 bits"),
    "much nesting": (b'{"name":' + b"[" * 100_000, "Nested deeper"),
    "NUL": (b'{"name": "a\\u0000"}', "NUL"),
    "half a surrogate pair": (b'{"name": "\\ud800"}', "surrogate"),
    "no object": (b'["a"]', "The line is not a JSON object"),
    "an unknown key": (line(colour="red"), "'colour' is not a key"),
    "another format": (line(format=2), "Only format 1"),
    "a format that is true": (line(format=True), "Only format 1"),
    "no name": ({"versions": [{"content": "a"}]}, "name: Missing"),
    "a bad name": (line("a//b"), "name: Segments"),
    "a name that is a number": (line(7), "name: Not a text"),
    "no versions": ({"name": "greet"}, "versions: Missing"),
    "an empty list of versions": (versions(), "versions: Between 1"),
    "a version that is a text": (versions("Hi"), "version 1 is not a JSON object"),
    "a version's unknown key": (versions({"content": "a", "x": 1}), "version 1, 'x' is not"),
    "no body": (versions({"message": "a"}), "version 1, content: Send either"),
    "two bodies": (versions({"content": "a", "messages": []}), "version 1, content: Send either"),
    "two kinds": (versions({"content": "a"}, {"messages": [{}]}), "version 2, content"),
    "a gap": (versions({"content": "a"}, {"content": "b", "version": 3}), "3 stands where 2"),
    "a start at 2": (versions({"content": "a", "version": 2}), "2 stands where 1"),
    "a number twice": (
        versions({"content": "a", "version": 1}, {"content": "b", "version": 1}),
        "1 stands where 2",
    ),
    "a number that is true": (versions({"content": "a", "version": True}), "version: Not a"),
    "a body over 1 MiB": (line("a", "x" * (1024 * 1024 + 1)), "At most 1 MiB"),
    "parameters over 64 KiB": (
        versions({"content": "a", "parameters": {"x": "y" * 65_536}}),
        "At most 64 KiB",
    ),
    "a long message": (versions({"content": "a", "message": "x" * 1001}), "At most 1,000"),
    "a long description": (line(description="x" * 4001), "At most 4,000"),
    "a long tag": (line(tags=["x" * 65]), "tags: "),
    "an unknown kind": (line(kind="song"), "kind: Either"),
    "an id that is none": (line(id="7"), "id: Not a UUID"),
    "an id in braces": (line(id="{" + str(uuid7()) + "}"), "id: Not a UUID"),
    "a time without zone": (line(created_at="2024-01-01T00:00:00"), "Say the time zone"),
    "a time that is none": (line(created_at="yesterday"), "created_at: Not a time"),
    "a time before all times": (line(created_at="0001-01-01T00:00:00+05:00"), "Not a time"),
    "an author without name": (line(created_by=" "), "created_by: Name somebody"),
    "an active version that is not there": (line(active_version=2), "There is no version 2"),
    "an unknown label": (line(labels={"staging": 1}), "no label 'staging'"),
    "a label that disagrees": (line(labels={"latest": 2}), "`latest` says 2"),
    "a pointer said twice": (
        line("a", "1", "2", active_version=2, labels={"production": 1}),
        "`production` says 1",
    ),
    "a release to nowhere": (release(to_version=3), "release 1, to_version: There is no"),
    "a release without end": (line(releases=[{}]), "release 1, to_version: Missing"),
    "a release of another label": (release(label="staging"), "release 1, label"),
    "a release to come": (release(created_at=TO_COME), "release 1, created_at: Lies in the future"),
    "a version to come": (
        versions({"content": "a", "created_at": TO_COME}),
        "version 1, created_at: Lies in the future",
    ),
    "a prompt to come": (line(created_at=TO_COME), "created_at: Lies in the future"),
    "a change to come": (line(updated_at=TO_COME), "updated_at: Lies in the future"),
    "an archiving to come": (line(archived_at=TO_COME), "archived_at: Lies in the future"),
    "an undoing of nothing": (release(release_id=str(uuid7())), "release 1, release_id"),
}


@pytest.mark.parametrize(("unfit", "words"), UNFIT.values(), ids=UNFIT)
def test_a_line_is_refused_in_words(caller, unfit, words):
    assert words in refusal(caller, unfit)
    assert exported(caller) == []


def test_the_other_lines_go_on_and_numbers_count_every_line(caller):
    results = bring(caller, line("a"), b"{", b"", b"  \r", line("b", "1", kind="chat"), line("c"))

    assert outcomes(results) == ["created", "refused", "refused", "created"]
    assert [(result.line, result.name) for result in results] == [
        (1, "a"),
        (2, None),
        (5, "b"),
        (6, "c"),
    ]
    assert [row["name"] for row in exported(caller)] == ["a", "c"]


def test_only_a_line_feed_ends_a_line():
    chunks = [b"a\r\nb\xe2\x80", b"\xa8c\x0bd\n", b"\n", b"last"]

    assert list(lines_in(chunks)) == [b"a\r", "b\u2028c\x0bd".encode(), b"", b"last"]


def test_a_line_over_64_mib_is_refused_and_the_next_one_taken(caller):
    chunks = [b'{"name": "', *[b"x" * 1024 * 1024] * 65, b'"}\n', b'{"name": "b",']
    chunks.append(b'"versions": [{"content": ""}]}')

    results = list(transfer.import_lines(caller, lines_in(chunks)))

    assert outcomes(results) == ["refused", "created"]
    assert "Longer than 64 MiB" in results[0].reason


def test_a_line_of_exactly_64_mib_is_read(caller):
    start, end = b'{"name": "a//b", "description": "', b'"}'
    padding = b"x" * (LINE_BYTES - len(start) - len(end))

    (result,) = transfer.import_lines(caller, lines_in([start, padding, end]))

    assert result.reason == "versions: Missing."


def test_a_long_history_is_read_in_proportion_to_its_length():
    def calls(length):
        ids = [str(uuid7()) for _ in range(length)]
        pairs = pairwise([None, *ids])
        moves = [{"to_version": 1, "id": id_, "release_id": before} for before, id_ in pairs]
        return calls_made(lambda: read_prompt(line(releases=moves)))

    # A pass over all for each, whose comparisons are calls, would make a hundred times as many.
    assert calls(2_000) < 11 * calls(200)


def calls_made(action):
    """How many functions of Python were called: a measure of work that is the same every time."""
    made = count()
    sys.setprofile(lambda _, event, __: next(made) if event == "call" else None)
    try:
        action()
    finally:
        sys.setprofile(None)
    return next(made)


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (["Hello"], "Version 1 of greet has another body"),
        (["Hi", "Hello", "Hey"], "has 3 versions here and only 2"),
    ],
)
def test_versions_here_must_be_the_beginning(caller, there, words):
    bring(caller, line("greet", *there))
    before = export_bytes(caller)

    assert words in refusal(caller, line("greet", "Hi", "Hello"))
    assert export_bytes(caller) == before


def test_other_parameters_make_another_body(caller):
    make_prompt("greet", content="Hi", parameters={"a": 1, "b": 2})
    told = {"content": "Hi", "parameters": {"b": 2, "a": 1}}

    assert "another body" in refusal(caller, versions(told))


def test_a_chat_is_no_text(caller):
    make_prompt("greet", messages=[{"role": "user", "content": "Hi"}])

    assert "of kind `chat` here" in refusal(caller, line("greet"))


def test_an_archived_prompt_takes_no_versions(caller):
    prompt = make_prompt("greet", content="Hi")
    with transaction():
        prompts.archive_prompt(caller, prompt.id)

    assert outcomes(bring(caller, line("greet", "Hi"))) == ["unchanged"]
    assert "archived" in refusal(caller, line("greet", "Hi", "Hello"))


def test_importing_needs_the_right_to_write(caller):
    with pytest.raises(MissingRight, match="`write`"):
        transfer.import_lines(replace(caller, rights=frozenset([READ, RELEASE])), [])


def test_exporting_needs_the_right_to_read(caller):
    with pytest.raises(MissingRight, match="`read`"):
        transfer.export_lines(replace(caller, rights=frozenset([WRITE])))


def test_without_the_right_to_release_nothing_is_activated(caller):
    writer = replace(caller, rights=frozenset([READ, WRITE]))
    at = now().isoformat()
    history = [{"to_version": 1, "created_at": at}]

    results = bring(
        writer,
        line("left open"),
        line("none", active_version=None),
        line("said", active_version=1),
        line("told", releases=history),
    )

    assert outcomes(results) == ["created", "created", "refused", "refused"]
    assert "`release`" in results[2].reason
    assert [row["active_version"] for row in exported(caller)] == [None, None]
    foreseen = bring(writer, line("said too", active_version=1), dry_run=True)
    assert outcomes(foreseen) == ["refused"]


def test_a_line_refused_for_want_of_a_right_is_recorded_a_preview_is_not(caller):
    writer = replace(caller, rights=frozenset([READ, WRITE]))
    lines = [line("free"), line("said", active_version=1), line("b/a/d/", active_version=1)]

    bring(writer, *lines, dry_run=True)
    bring(writer, *lines)

    told = [(e.object_name, e.changes, e.reason) for e in events("access.refused")]
    assert told == [("said", {"line": [None, 2]}, "missing_right")]
