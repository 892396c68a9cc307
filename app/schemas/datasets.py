"""Datasets, their versions and their items as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.models.datasets import FILE_FORMATS, ITEM_CHANGES
from app.models.runs import RUN_SOURCES, RUN_STATUSES
from app.models.traces import LEVELS, SPAN_KINDS
from app.schemas.base import (
    NO_NUL,
    Digits,
    Hex,
    JsonObject,
    Line,
    PageArgs,
    Switch,
    Timestamp,
    Truth,
    Whole,
)
from app.schemas.prompts import name_field, tags_field
from app.schemas.scores import text_in, trace_id_in

MOST_AT_ONCE = 1_000
MOST_TAKEN = 10_000
ANY: dict[str, Any] = {"json_schema": {}}
NO_NULL = {"json_schema": {"type": ["string", "number", "boolean", "object", "array"]}}
KEY = "Of the item. Left out: the first 16 digits of the SHA-256 of its input's JSON."
INPUT = "Variables by name, messages, or any JSON but null; at most 1 MiB."
EXPECTED_WORDS = "Any JSON; null expects nothing. At most 1 MiB."
MESSAGE = "Why, for the list of versions."
SCHEMA = "A JSON Schema (Draft 2020-12) that what is written from now on must fulfil."
VERSION = "By its number; the newest by default, and 0 for the one in which nothing was."


def key_in(**kwargs: Any) -> fields.String:
    metadata = {"pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$", "description": KEY}
    return fields.String(validate=validate.Length(1, 500), metadata=metadata, **kwargs)


def any_json(description: str, **kwargs: Any) -> fields.Raw:
    return fields.Raw(allow_none=True, metadata={**ANY, "description": description}, **kwargs)


def schema_in() -> JsonObject:
    return JsonObject(allow_none=True, metadata={"description": SCHEMA, "format": "json-schema"})


def hex_out() -> Hex:
    return Hex(
        required=True,
        allow_none=True,
        metadata={"json_schema": {"type": ["string", "null"]}},
    )


class DatasetIn(Schema):
    name = name_field(required=True)
    description = Line(4000)
    tags = tags_field()
    input_schema = schema_in()
    expected_schema = schema_in()
    metadata = JsonObject(allow_none=True, metadata={"description": "At most 64 KiB."})


class DatasetPatchIn(Schema):
    """Items that are there already need not fulfil a new schema."""

    name = name_field()
    description = Line(4000)
    tags = tags_field()
    input_schema = schema_in()
    expected_schema = schema_in()
    metadata = JsonObject(allow_none=True, metadata={"description": "At most 64 KiB."})
    archived = Truth(metadata={"description": "Archived: out of the lists, and takes no items."})


class DatasetsArgs(PageArgs):
    q = text_in(200, "Part of the name, in any case.")
    name = text_in(200, "The name.")
    tag = text_in(64)
    archived = Switch(load_default=False)


class DatasetOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True)
    input_schema = JsonObject(required=True, allow_none=True)
    expected_schema = JsonObject(required=True, allow_none=True)
    metadata = JsonObject(required=True, allow_none=True, attribute="metadata_")
    latest_version = fields.Integer(
        required=True, metadata={"description": "0 while nothing was ever in it."}
    )
    item_count = fields.Integer(
        required=True, metadata={"description": "Of items in the newest version."}
    )
    created_at = Timestamp(required=True)
    updated_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    archived_at = Timestamp(required=True, allow_none=True)


class DatasetVersionOut(Schema):
    """One write, such as an import."""

    dataset_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    item_count = fields.Integer(required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    message = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")


class DatasetItemIn(Schema):
    key = key_in()
    input = fields.Raw(required=True, metadata={**NO_NULL, "description": INPUT})
    expected = any_json(EXPECTED_WORDS)
    metadata = JsonObject(allow_none=True, metadata={"description": "At most 64 KiB."})
    tags = tags_field()


class DatasetItemsIn(Schema):
    """Items with a key that is there are changed, others added."""

    items = fields.List(
        fields.Nested(DatasetItemIn), required=True, validate=validate.Length(1, MOST_AT_ONCE)
    )
    message = Line(1000, MESSAGE)


class DatasetItemPatchIn(Schema):
    """What is left out stays."""

    input = fields.Raw(metadata={**NO_NULL, "description": INPUT})
    expected = any_json(EXPECTED_WORDS)
    metadata = JsonObject(allow_none=True, metadata={"description": "At most 64 KiB."})
    tags = tags_field()
    message = Line(1000, MESSAGE)


class DatasetItemsRemoveIn(Schema):
    keys = fields.List(
        text_in(500),
        required=True,
        validate=validate.Length(1, MOST_AT_ONCE),
        metadata={"description": "Those that are not there are passed over."},
    )
    message = Line(1000, MESSAGE)


class DatasetItemsArgs(PageArgs):
    version = Digits(least=0, metadata={"description": VERSION})
    q = text_in(
        200,
        "Part of key, input, expectation or metadata, in any case. The next 10,000 items after the"
        " cursor are looked through; `Link` goes on from there.",
    )
    tag = text_in(64)


class DatasetItemArgs(Schema):
    key = fields.String(
        required=True, validate=validate.Length(1, 500), metadata={**NO_NUL, "example": "sum-1"}
    )


class DatasetItemReadArgs(DatasetItemArgs):
    version = Digits(least=0, metadata={"description": VERSION})


class DatasetItemOut(Schema):
    """An item as it is in the versions from `added_in` on, before `removed_in`."""

    id = fields.UUID(required=True)
    dataset_id = fields.UUID(required=True)
    key = fields.String(required=True)
    position = fields.Integer(
        required=True, metadata={"description": "By which items are listed, kept when changed."}
    )
    input = fields.Raw(required=True, metadata=NO_NULL)
    expected = any_json("Null if nothing is expected.", required=True)
    metadata = JsonObject(required=True, allow_none=True, attribute="metadata_")
    tags = fields.List(fields.String(), required=True)
    source_run_id = fields.UUID(required=True, allow_none=True)
    source_trace_id = hex_out()
    source_span_id = hex_out()
    checksum = fields.String(required=True)
    added_in = fields.Integer(required=True)
    removed_in = fields.Integer(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")


class DatasetItemDetailOut(DatasetItemOut):
    history = fields.List(
        fields.Nested(DatasetItemOut),
        required=True,
        metadata={"description": "All that was ever under this key, newest first, at most 100."},
    )


class DatasetWrittenOut(Schema):
    """What a write did. If nothing changed, `version` is the newest as before."""

    version = fields.Integer(required=True)
    item_count = fields.Integer(required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)


class DatasetTakenOut(DatasetWrittenOut):
    skipped = fields.Integer(
        required=True, metadata={"description": "So many could not be items of this dataset."}
    )
    reasons = fields.List(
        fields.String(), required=True, metadata={"description": "Why not, at most ten of them."}
    )


class DiffArgs(Schema):
    start = Digits(
        least=0, required=True, data_key="from", metadata={"description": "A version's number."}
    )
    end = Digits(
        least=0, required=True, data_key="to", metadata={"description": "A version's number."}
    )


class DatasetDiffArgs(DiffArgs, PageArgs):
    pass


class DatasetItemChangeOut(Schema):
    key = fields.String(required=True)
    change = fields.String(required=True, validate=validate.OneOf(ITEM_CHANGES))
    before = fields.Nested(DatasetItemOut, required=True, allow_none=True)
    after = fields.Nested(DatasetItemOut, required=True, allow_none=True)


class DatasetDiffOut(Schema):
    """How many items differ, and a page of them by their positions."""

    start = fields.Integer(required=True, data_key="from")
    end = fields.Integer(required=True, data_key="to")
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    changes = fields.List(fields.Nested(DatasetItemChangeOut), required=True)


class RunsFilter(Schema):
    """As the list of runs takes it."""

    prompt = text_in(200, "The id of a prompt, or its name.")
    version = Whole()
    status = fields.String(validate=validate.OneOf(RUN_STATUSES))
    source = fields.String(validate=validate.OneOf(RUN_SOURCES))
    model = text_in(200)
    group_id = fields.UUID()
    since = Timestamp()
    until = Timestamp()
    q = fields.String(validate=validate.Length(3, 200), metadata=NO_NUL)


class TracesFilter(Schema):
    """As the list of traces takes it."""

    q = text_in(200)
    name = text_in(1000)
    prompt = text_in(200, "The id of a prompt, or its name.")
    version = Whole()
    model = text_in(1000)
    kind = fields.String(validate=validate.OneOf(SPAN_KINDS))
    user = text_in(1000)
    session = text_in(1000)
    environment = text_in(1000)
    release = text_in(1000)
    tag = fields.List(text_in(1000))
    level = fields.String(validate=validate.OneOf(LEVELS))
    since = Timestamp()
    until = Timestamp()


class TakingIn(Schema):
    """Either `ids` or a `filter`. What is in the dataset already stays as it is."""

    class Meta:
        json_schema = {"oneOf": [{"required": ["ids"]}, {"required": ["filter"]}]}

    expected = fields.String(
        validate=validate.OneOf(("output", "none")),
        load_default="none",
        metadata={"description": "`output`: what came out is what is expected."},
    )
    limit = Whole(
        most=MOST_TAKEN,
        load_default=1000,
        metadata={"description": "Only the newest so many."},
    )
    tags = tags_field()
    message = Line(1000, MESSAGE)


class FromRunsIn(TakingIn):
    ids = fields.List(fields.UUID(), validate=validate.Length(1, MOST_AT_ONCE))
    filter = fields.Nested(RunsFilter, attribute="wanted")


class FromTracesIn(TakingIn):
    ids = fields.List(trace_id_in(), validate=validate.Length(1, MOST_AT_ONCE))
    filter = fields.Nested(TracesFilter, attribute="wanted")


class DatasetImportArgs(Schema):
    mapping = fields.String(
        validate=validate.Length(1, 2_500),
        metadata={
            "description": (
                "JSON: which field or column becomes what, such as"
                ' `{"input": {"question": "Question"}, "expected": "Answer", "key": "Nr",'
                ' "metadata": ["source"], "tags": "topics", "json": ["messages"]}`. `input` and'
                " `expected` are a name, or an object of names; cells of the columns under `json`"
                " are JSON and not text. Left out, names decide: `key` or else `id`; `expected`,"
                " `expected_output`, `answer`, `ideal` or `output`; `metadata`; `tags`; and"
                " `input`, else an object of all other fields."
            ),
            "format": "dataset-mapping",
        },
    )
    dry_run = Switch(
        load_default=False,
        metadata={"description": "Say what would happen, and write nothing."},
    )
    leaving_out = Switch(
        load_default=False,
        data_key="partial",
        attribute="partial",
        metadata={"description": "Leave refused rows out, instead of writing nothing."},
    )
    message = Line(1000, MESSAGE)


class DatasetExportArgs(Schema):
    version = Digits(least=0, metadata={"description": VERSION})
    kind = fields.String(
        data_key="format",
        validate=validate.OneOf(FILE_FORMATS),
        load_default=FILE_FORMATS[0],
        metadata={"description": "Lines of JSON, or a table."},
    )


LINES_IN = '{"question": "1 + 1?", "answer": "2"}\n{"question": "2 + 2?", "answer": "4"}\n'
TABLE_IN = "question,answer\n1 + 1?,2\n2 + 2?,4\n"
LINES_OUT = (
    '{"key":"de1b57f8a44c6a3d","input":{"question":"1 + 1?"},"expected":"2","metadata":null,'
    '"tags":[]}\n'
)
TABLE_OUT = (
    "key,input_json,expected_json,metadata,tags\r\n"
    'de1b57f8a44c6a3d,"{""question"":""1 + 1?""}","""2""",,\r\n'
)
REPORT = (
    '{"line":2,"key":null,"reason":"1 cells, but the first line names 2 columns."}\n'
    '{"progress":{"rows":10000,"refused":1}}\n'
    '{"summary":{"rows":10001,"refused":1,"added":0,"changed":0,"unchanged":0,"version":null,'
    '"item_count":null,"ignored":[],"complete":false,"detail":"1 of 10,001 rows are refused, so'
    ' nothing was written: repair them, or import with `partial` to leave them out."}}\n'
)
ITEMS_IN = (
    "An object a line, or a table (UTF-8, its first line names the columns, with commas,"
    " semicolons or tabs between cells), of any size: a million items, at most 16 MiB each."
    " Cells are text, but JSON in the columns `input_json`, `expected_json` and `metadata`."
)
RESULTS_OUT = (
    "A line for each row that is refused, with its line, its key and the reason; now and then the"
    " `progress`; and at last a `summary`. All rows are written or none, unless `partial` leaves"
    " refused ones out; what is written is one version. If `complete` is false, nothing was"
    " written, and `detail` says why. `ignored` names fields that went nowhere."
)
ITEMS_OUT = (
    "All items of a version by their positions. Imported again, they are the same items. In a table"
    " every value but the key is JSON, and what a spreadsheet would run stands behind an"
    " apostrophe, which an import takes away."
)
