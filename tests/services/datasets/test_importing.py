"""Files of items: what fits, what is refused by name, and that all or nothing is written."""

import csv
import io
import json

import pytest

from app.db import transaction
from app.errors import Invalid
from app.services import datasets
from app.services.datasets.mapping import UnfitMapping
from app.services.datasets.read import DatasetIsArchived
from tests.factories.access import the_system
from tests.factories.datasets import bring, exported, items_in, make_dataset, put


@pytest.fixture
def dataset(app):
    return make_dataset("q")


def parts(dataset):
    return [
        (item.key, item.input, item.expected, item.metadata_, item.tags)
        for item in items_in(dataset)
    ]


def test_lines_of_json_go_in_as_one_version(dataset):
    summary, refused = bring(
        dataset,
        [
            {"key": "a", "input": {"x": 1}, "expected": "2", "metadata": {"m": 1}, "tags": ["T"]},
            {"id": 7, "input": "text", "output": None},
        ],
    )

    assert refused == []
    assert (summary.rows, summary.added, summary.version, summary.complete) == (2, 2, 1, True)
    assert parts(dataset) == [("a", {"x": 1}, "2", {"m": 1}, ["t"]), ("7", "text", None, None, [])]


def test_a_table_goes_in_and_its_cells_are_texts(dataset):
    data = b'question,answer,id\r\n"1 + 1, or?",2,01\r\n"two\r\nlines",,02\r\n\r\n,"",03\r\n'

    bring(dataset, data, "csv")

    assert parts(dataset) == [
        ("01", {"question": "1 + 1, or?"}, "2", None, []),
        ("02", {"question": "two\r\nlines"}, None, None, []),
        ("03", {"question": ""}, None, None, []),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_understood(dataset, delimiter):
    bring(dataset, f"input{delimiter}expected\na,b{delimiter}c\n".encode(), "csv")

    assert parts(dataset)[0][1:3] == ("a,b", "c")


def test_a_mapping_says_what_becomes_what(dataset):
    mapping = {
        "input": {"text": "Body", "mood": "tone"},
        "expected": {"label": "class", "by": "who"},
        "key": "nr",
        "metadata": ["file", "extra"],
        "tags": "words",
        "json": ["extra"],
    }
    data = (
        b"nr,Body,tone,class,who,file,extra,words,rest\n"
        b'1,"Hi, all",dry,spam,Ada,a.txt,"{""x"": [1]}","A, b",?\n'
    )

    summary, _ = bring(dataset, data, "csv", mapping)

    assert parts(dataset) == [
        (
            "1",
            {"text": "Hi, all", "mood": "dry"},
            {"label": "spam", "by": "Ada"},
            {"file": "a.txt", "extra": {"x": [1]}},
            ["a", "b"],
        )
    ]
    assert summary.ignored == ["rest"]


def test_a_byte_order_mark_is_no_part_of_a_name(dataset):
    bring(dataset, b"\xef\xbb\xbfinput\nx\n", "csv")
    bring(dataset, b'\xef\xbb\xbf{"input": "y"}\n')

    assert [item.input for item in items_in(dataset)] == ["x", "y"]


LINES = {
    b"[1]": "not a JSON object",
    b'{"input": 1': "Not acceptable JSON",
    b'{"input": NaN}': "NaN is not JSON",
    b'{"input": 1, "input": 2}': "stands twice",
    b'{"input": 123456789012345678901}': "64 bits",
    b'{"input": "\\u0000"}': "NUL",
    b'{"input": "\\ud800"}': "surrogate",
    b'{"input": "caf\xe9"}': "0xE9",
    b'{"input": null}': "Anything but null",
    b'{"key": "a"}': "No field is left",
    b'{"input": 1, "key": true}': "A text or a whole number",
    b'{"input": 1, "tags": 5}': "A list of texts",
    b'{"input": 1, "metadata": 5}': "An object",
    b'{"input": ' + b"[" * 200 + b"]" * 200 + b"}": "Nested deeper",
    b'{"input": "' + b"x" * 1024 * 1024 + b'"}': "At most 1 MiB",
}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[:30].decode(errors="replace"))
def test_a_line_that_is_no_item_is_refused_by_its_number(dataset, line):
    summary, refused = bring(dataset, b'{"input": "a"}\n\n' + line + b'\n{"input": "b"}\n')

    assert [row.line for row in refused] == [3]
    assert LINES[line] in refused[0].reason
    assert (summary.rows, summary.refused, summary.complete) == (3, 1, False)
    assert "1 of 3 rows are refused, so nothing was written" in summary.detail
    assert items_in(dataset) == []


ROWS = {
    b"1,2,3": "3 cells, but the first line names 2 columns",
    b"1": "1 cells",
    b'"a"b,c': "Not CSV",
    b"caf\xe9,x": "If this should read 'café,x', the file is in Latin-1",
    b"a\0b,c": "NUL",
    b'"a,b': "Not CSV",
}


@pytest.mark.parametrize("row", ROWS, ids=repr)
def test_a_row_that_is_none_is_refused_by_its_line(dataset, row):
    _, refused = bring(dataset, b'input,expected\n"two\nlines",x\n' + row + b"\n", "csv")

    assert [problem.line for problem in refused] == [4]
    assert ROWS[row] in refused[0].reason


def test_what_is_latin_1_is_refused_line_by_line_and_the_rest_is_good(dataset):
    data = "input\nplain\ncafé\nnaïve\nlast\n".encode("latin-1")

    summary, refused = bring(dataset, data, "csv", partial=True)

    assert [row.line for row in refused] == [3, 4]
    assert (summary.added, summary.complete) == (2, True)
    assert [item.input for item in items_in(dataset)] == ["plain", "last"]


def test_a_key_that_comes_twice_is_refused_the_second_time(dataset):
    summary, refused = bring(
        dataset,
        [{"key": "a", "input": 1}, {"key": "a", "input": 2}, {"input": 3}, {"input": 3}],
        partial=True,
    )

    assert [(row.line, row.key) for row in refused] == [(2, "a"), (4, None)]
    assert "Line 1 has the key of this one" in refused[0].reason
    assert "Line 3 has the input of this one" in refused[1].reason
    assert (summary.added, summary.refused) == (2, 2)


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", "jsonl", "no row"),
        (b"\n \n", "jsonl", "no row"),
        (b"", "csv", "names the columns"),
        (b"input,expected\n", "csv", "no row"),
        (b"input,,x\n1,2,3\n", "csv", "Column 2 has no name"),
        (b"input,input\n1,2\n", "csv", "Two columns are named 'input'"),
        (b'"input\n', "csv", "cannot be read"),
        ("input\nx\n".encode("utf-16"), "csv", "UTF-16"),
        (b"caf\xe9\nx\n", "csv", "Latin-1"),
        (b"answer,id\nx,1\n", "csv", "No column is left for the input"),
        (b"input\nx\n", "xlsx", "`jsonl` or `csv`"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_file_without_any_row_is_refused_as_a_whole(dataset, data, kind, said):
    with pytest.raises(Invalid) as refusal:
        bring(dataset, data, kind)

    assert said in refusal.value.message


@pytest.mark.parametrize(
    "mapping",
    [
        5,
        [],
        {},
        "{",
        "[1]",
        {"input": 5},
        {"input": ""},
        {"input": "a", "output": "b"},
        {"input": {"a": 5}},
        {"input": {}},
        {"input": "a", "metadata": [5]},
        {"input": "a", "key": ["b"]},
        {"input": "a", "json": "b"},
    ],
    ids=str,
)
def test_what_is_no_mapping_is_refused(dataset, mapping):
    with pytest.raises(UnfitMapping):
        bring(dataset, [{"a": 1}], mapping=mapping)


def test_a_column_that_a_table_lacks_is_named(dataset):
    with pytest.raises(UnfitMapping, match=r"no column 'question'"):
        bring(dataset, b"a,b\n1,2\n", "csv", {"input": {"q": "question"}})


def test_a_field_that_a_line_lacks_refuses_that_line(dataset):
    _, refused = bring(dataset, [{"a": 1}, {"b": 1}], mapping={"input": "a", "expected": "b"})

    assert [(row.line, row.reason) for row in refused] == [
        (2, "input: There is no field 'a', or it is empty.")
    ]


def test_a_dry_run_counts_and_writes_nothing(dataset):
    put(dataset, {"key": "a", "input": 1}, {"key": "b", "input": 1})
    lines = [{"key": "a", "input": 1}, {"key": "b", "input": 2}, {"key": "c", "input": 3}]

    summary, _ = bring(dataset, lines, dry_run=True)

    assert (summary.added, summary.changed, summary.unchanged) == (1, 1, 1)
    assert (summary.version, summary.item_count) == (None, 3)
    assert [item.input for item in items_in(dataset)] == [1, 1]
    done, _ = bring(dataset, lines)
    assert (done.added, done.changed, done.unchanged, done.version) == (1, 1, 1, 2)


def test_importing_twice_makes_no_second_version(dataset):
    lines = [{"input": n} for n in range(2500)]
    bring(dataset, lines)

    summary, _ = bring(dataset, lines)

    assert (summary.version, summary.unchanged, summary.added) == (1, 2500, 0)
    assert [item.input for item in items_in(dataset)] == list(range(2500))


def test_rows_are_checked_by_the_schema(app):
    schema = {"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}}
    dataset = make_dataset("q", input_schema=schema, expected_schema={"enum": ["yes", "no"]})

    _, refused = bring(
        dataset,
        [
            {"input": {"q": "?"}, "expected": "yes"},
            {"input": {"q": 5}},
            {"input": {"q": "!"}, "expected": "maybe"},
        ],
    )

    assert [row.line for row in refused] == [2, 3]
    assert "`input_schema` asks: q: 5 is not of type 'string'" in refused[0].reason
    assert "expected_schema" in refused[1].reason


def test_a_schema_that_changes_meanwhile_stops_the_import(dataset):
    def pieces():
        yield b'{"input": 1}\n'
        with transaction():
            datasets.update_dataset(the_system(), dataset.id, input_schema={"type": "string"})
        yield b'{"input": 2}\n'

    *_, summary = datasets.import_items(the_system(), dataset.id, pieces(), "jsonl")

    assert (summary.complete, "schema was changed" in summary.detail) == (False, True)
    assert items_in(dataset) == []


def test_an_archived_one_takes_no_file(dataset):
    with transaction():
        datasets.update_dataset(the_system(), dataset.id, archived=True)

    with pytest.raises(DatasetIsArchived):
        bring(dataset, [{"input": 1}])


def test_a_flood_of_bad_rows_ends_the_reading(dataset, monkeypatch):
    monkeypatch.setattr("app.services.datasets.importing.MOST_REFUSED", 50)
    pieces = iter([b"x\n" * 20] * 10)

    *events, summary = datasets.import_items(the_system(), dataset.id, pieces, "jsonl")

    assert (len(events), summary.refused, summary.complete) == (50, 50, False)
    assert "the rest was not read" in summary.detail
    assert list(pieces) == []


def test_more_items_than_fit_end_the_reading(dataset, monkeypatch):
    monkeypatch.setattr("app.services.datasets.importing.MOST_ITEMS", 3)

    summary, _ = bring(dataset, [{"input": n} for n in range(10)])

    assert (summary.rows, summary.complete) == (4, False)
    assert items_in(dataset) == []


def test_a_quote_that_is_never_closed_stays_within_bounds(dataset, monkeypatch):
    monkeypatch.setattr("app.services.datasets.rows.ROW_BYTES", 5000)

    _, refused = bring(dataset, b'input\n"open\n' + b"x" * 99 + b"\n" * 1 + b"y\n" * 9000, "csv")

    assert "perhaps a quote is not closed" in refused[0].reason
    assert refused[0].line == 2


def test_a_line_without_an_end_stays_within_bounds(dataset, monkeypatch):
    monkeypatch.setattr("app.services.datasets.rows.ROW_BYTES", 5000)

    _, refused = bring(dataset, b'{"input": "' + b"x" * 50_000 + b'"}\n{"input": 1}\n')

    assert [row.line for row in refused] == [1]
    assert "most of a line" in refused[0].reason


ITEMS = [
    {"key": "=cmd", "input": "=1+1", "expected": "-5"},
    {"key": "'=quoted", "input": -5, "expected": 5},
    {"key": "plain", "input": {"a": "=x", "b": [1, None]}, "metadata": {"m": "@"}},
    {"key": "texts", "input": "5", "expected": "true", "tags": ["a,b", "c"]},
    {"key": "values", "input": 5, "expected": True},
    {"key": "empty", "input": "", "expected": ""},
    {"key": "json", "input": '{"a": 1}', "expected": [{"role": "user", "content": "x\r\ny"}]},
]


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_export_brings_back_the_same_items(dataset, kind):
    put(dataset, *ITEMS)
    data = exported(dataset, kind)
    other = make_dataset("other")

    summary, refused = bring(other, data, kind)

    assert (summary.added, refused, summary.ignored) == (len(ITEMS), [], [])
    assert parts(other) == parts(dataset)
    assert exported(other, kind) == data
    again, _ = bring(dataset, data, kind)
    assert (again.unchanged, again.version) == (len(ITEMS), 1)


def test_no_cell_of_a_table_is_run(dataset):
    put(dataset, *ITEMS)

    cells = [
        cell for row in csv.reader(io.StringIO(exported(dataset, "csv").decode())) for cell in row
    ]

    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=cmd" in cells
    assert "'-5" in cells


def test_any_version_is_exported(dataset):
    put(dataset, {"key": "a", "input": 1})
    put(dataset, {"key": "a", "input": 2})

    assert json.loads(exported(dataset, version=1)) == {
        "key": "a",
        "input": 1,
        "expected": None,
        "metadata": None,
        "tags": [],
    }
    assert json.loads(exported(dataset))["input"] == 2
    assert exported(dataset, version=0) == b""


@pytest.mark.parametrize(
    "mapping", [None, {"input": {"question": "question"}, "expected": "answer"}], ids=str
)
def test_gsm8k_goes_in_at_once(dataset, real_data, mapping):
    data = (real_data / "gsm8k_test.jsonl").read_bytes()

    summary, refused = bring(dataset, data, mapping=mapping)

    assert (refused, summary.added, summary.version) == ([], 1319, 1)
    written = [json.loads(line) for line in data.splitlines()]
    items = items_in(dataset)
    assert [(item.input, item.expected) for item in items] == [
        ({"question": line["question"]}, line["answer"]) for line in written
    ]
    assert (dataset.latest_version, dataset.item_count) == (1, 1319)
