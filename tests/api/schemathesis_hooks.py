"""What Schemathesis must know of our API besides its document. It loads this file itself.

What is filtered or mapped here is sent as it comes in the coverage phase, which takes no hooks.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from itertools import count, cycle
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi.checks import negative_data_rejection

from app.allow_list import AllowList
from app.errors import Invalid
from app.schemas.examples import DATASET_ITEM
from app.services.connections.checks import MODEL_LENGTH, NAME_LENGTH, is_line, of_url
from app.services.masking import compiled
from app.services.paging import Cursor
from app.services.prompts.checks import Checks, name_problems
from tests.factories.names import LEGAL_NAMES

numbers = count()
turns: defaultdict[str, Iterator[int]] = defaultdict(count)
known = {
    name: cycle(ids) for name, ids in json.loads(Path(os.environ["KNOWN"]).read_text()).items()
}


def is_pattern(text: str) -> bool:
    try:
        return bool(compiled(text))
    except Invalid:
        return False


def is_tag(text: str) -> bool:
    checks = Checks()
    checks.tags([text])
    return not checks.errors


schemathesis.openapi.format("prompt-name", LEGAL_NAMES)
schemathesis.openapi.format("line", st.from_regex(r"[A-Za-z0-9]{2,20}", fullmatch=True))
# Nobody is called: names below `invalid` lead nowhere (RFC 6761).
schemathesis.openapi.format("base-url", st.just("https://llm.invalid/v1"))
schemathesis.openapi.format("tag", st.text(min_size=1, max_size=20).filter(is_tag))
schemathesis.openapi.format("re2", st.text("abc0123456789", min_size=1, max_size=20))
schemathesis.openapi.format(
    "cursor", st.builds(Cursor, st.datetimes(timezones=st.just(UTC)), st.uuids()).map(str)
)


schemathesis.openapi.format(
    "dataset-mapping", st.sampled_from(['{"input": "question"}', '{"input": {"q": "question"}}'])
)


@schemathesis.serializer("text/csv", "application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@schemathesis.serializer("application/x-protobuf")
def nothing(_context: Any, _value: Any) -> bytes:
    """An export of no spans: which bytes are one, a document cannot say."""
    return b""


@schemathesis.hook
def filter_body(_context: Any, body: Any) -> bool:
    """Leave out what JSON Schema has no words for; `test_bad_input.py` sends these."""
    tags = body.get("tags") if isinstance(body, dict) else None
    return is_storable(body) and not (isinstance(tags, list) and len(tags) > 20)


def is_storable(value: Any) -> bool:
    if isinstance(value, dict):
        return all(is_storable(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(map(is_storable, value))
    if isinstance(value, str):
        return "\0" not in value
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or -(2**63) <= value < 2**63


@schemathesis.hook
def map_headers(_context: Any, headers: Any) -> Any:
    # The same key with another body is refused, and short random keys soon repeat.
    if headers and "Idempotency-Key" in headers:
        headers["Idempotency-Key"] += f"-{next(numbers)}"
    # No random one is ever the prompt's.
    if headers:
        headers.pop("If-Match", None)
    return headers


@schemathesis.hook
def map_path_parameters(_context: Any, parameters: Any) -> Any:
    """Most who name a thing name one that is there, each another, since some delete. The key that
    asks never ends itself.
    """
    for name in set(parameters or ()) & set(known):
        own = parameters[name] == os.environ["OWN_KEY"]
        if own or (is_id(parameters[name]) and next(numbers) % 4):
            parameters[name] = next(known[name])
    return parameters


@schemathesis.hook
def map_query(_context: Any, query: Any) -> Any:
    if query and is_session(query.get("session_id")) and next(numbers) % 4:
        query["session_id"] = next(known["session_id"])
    if isinstance(query, dict) and is_id(query.get("group_id")):
        query["group_id"] = next(known["group_id"])
    return to_known_versions(query, "from", "to")


@schemathesis.hook
def map_body(_context: Any, body: Any) -> Any:
    if isinstance(body, dict) and is_version(body.get("expected")):
        # Whatever is active now.
        del body["expected"]
    if isinstance(body, dict) and body.get("provider") == "openai" and body.get("base_url") is None:
        body["base_url"] = "https://llm.invalid/v1"
    return to_known_versions(body, "version")


def to_known_versions(values: Any, *names: str) -> Any:
    if isinstance(values, dict):
        for name in names:
            if is_version(values.get(name)):
                values[name] = 1 + values[name] % int(os.environ["VERSIONS"])
    return values


def is_version(value: Any) -> bool:
    """What is none stays, to be refused."""
    return type(value) is int and 0 < value < 2**31


def is_id(value: Any) -> bool:
    """A UUID, or that of a trace or a span."""
    uuid, hexadecimal = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"[0-9a-f]{32}|[0-9a-f]{16}"
    return bool(re.fullmatch(f"{uuid}|{hexadecimal}", str(value)))


def is_session(value: Any) -> bool:
    """What is too long or empty stays, to be refused."""
    return isinstance(value, str) and 0 < len(value) <= 1000 and is_storable(value)


@schemathesis.check
def what_is_valid_is_accepted(_context: Any, response: Any, case: Any) -> None:
    if not case.meta.generation.mode.is_positive:
        return
    status = response.status_code
    if status < 400 or status in POSSIBLE:
        return
    if status != 422 or not is_beyond_the_document(response.json(), case):
        raise RejectedPositiveData(
            operation=case.operation.label,
            message="What the document calls valid was refused.",
            status_code=status,
            allowed_statuses=["2xx", "3xx", *map(str, sorted(POSSIBLE))],
        )


def is_beyond_the_document(problem: Any, case: Any) -> bool:
    """Whether it was refused for what OpenAPI has no words for."""
    if problem["code"] == "key_is_for_another" or case.operation.label in IN_PARTS:
        return True
    wrong = {(place, name) for place, names in problem["errors"].items() for name in names}
    query = case.query or {}
    return (
        # A cursor is ours to make.
        ("cursor" in query and wrong == {("query", "cursor")})
        # Outputs are JSON and all is in the body, or lines and the rest is in the query.
        or case.operation.label == HANDING_IN
        # What goes together, and how much at once.
        or (bool(wrong) and wrong <= TOGETHER)
        # One of three.
        or (len(ONE_OF & set(query)) > 1 and wrong == {("query", n) for n in ONE_OF & set(query)})
        # It is for a time to come, and only who releases moves labels.
        or wrong <= {("json", "expires_at"), ("json", "labels")}
        # Runs that happened elsewhere did so in this millennium, and not in the future.
        or wrong <= {("json", "started_at"), ("json", "ended_at"), ("json", "trace_id")}
        # What a draft leaves open is filled in by the request itself.
        or wrong == {("json", "input")}
        # Whether it makes calls depends on the provider, and a key belongs to its address.
        or wrong <= {("json", "base_url"), ("json", "api_key")}
        # What a value may be depends on its type, and on the scale of that name.
        or (case.operation.path == "/api/scores" and wrong == {("json", "value")})
        or (case.operation.path.startswith("/api/scales") and wrong <= BOUNDS)
        # Of several items each has a key of its own, and a schema is more than an object.
        or wrong <= {("json", name) for name in ("items", "input_schema", "expected_schema")}
        # A config is one of its kind, and an override has its reason.
        or wrong in ({("json", "config")}, {("json", "reason")})
        # For one, some or all: one of three as well; and bounds lie within the evaluator's.
        or (case.operation.path.startswith("/api/gates") and wrong <= RULES)
        # Which of two depends on the prompt's kind.
        or (wrong <= BODIES and "A prompt of kind" in problem["detail"])
    )


@schemathesis.check
def what_is_invalid_is_refused(context: Any, response: Any, case: Any) -> bool | None:
    """Schemathesis' own check, apart from what only it calls invalid.

    Of a format of ours it cannot know the complement: what it makes up to violate one may be legal.
    """
    if case.operation.label in IN_PARTS or is_legal_all_the_same(case):
        return None
    # What was made as a valid one may be taken for another after a hook has changed it.
    if case.meta.phase.data.description == MADE_VALID:
        return None
    return negative_data_rejection(context, response, case)


def is_legal_all_the_same(case: Any) -> bool:
    mutations = getattr(case.meta.phase.data, "mutations", ())
    return bool(mutations and isinstance(case.body, dict)) and all(
        mutation.keywords == ("format",)
        and is_legal(mutation.schema_pointer, case.body, case.operation.path)
        for mutation in mutations
    )


def is_legal(pointer: str, body: Any, path: str) -> bool:
    value = body.get(pointer.rpartition("/")[2])
    if path.startswith("/api/connections"):
        if pointer == "/properties/base_url":
            return value is None or of_url(str(value), AllowList()) is None
        most = MODEL_LENGTH if pointer.endswith("model") else NAME_LENGTH
        return isinstance(value, str) and is_line(value, most)
    if pointer == "/properties/tags/items":
        return all(isinstance(tag, str) and is_tag(tag) for tag in body.get("tags", [None]))
    if pointer == "/properties/pattern":
        return isinstance(pattern := body.get("pattern"), str) and is_pattern(pattern)
    if pointer == "/properties/name":
        return isinstance(value, str) and not list(name_problems(value))
    if pointer in ("/properties/input_schema", "/properties/expected_schema"):
        # Words that JSON Schema does not know are allowed in one.
        return isinstance(value, dict) and Draft202012Validator(META_SCHEMA).is_valid(value)
    return False


META_SCHEMA = Draft202012Validator.META_SCHEMA
MADE_VALID = "Positive test case"

HANDING_IN = "POST /api/experiments/recorded"
TOGETHER = {("query", name) for name in ("since", "version", "user", "step", "evaluator")}
IN_PARTS = {
    *("POST /api/import", "POST /api/datasets/{dataset_id}/import"),
    *("POST /v1/traces", "POST /api/public/otel/v1/traces"),
    HANDING_IN,
}
"""Each line or span has an outcome of its own, in an answer that is 200."""

ONE_OF = {"label", "version", "at"}
BODIES = {("json", "content"), ("json", "messages")}
RULES = {
    ("json", name)
    for name in (
        *("prompt_name", "prompt_prefix", "tag", "minimum", "max_drop", "connection"),
        *("dataset_id", "min_dataset_version", "evaluator_id", "evaluator_version"),
        "starts_by_itself",
    )
}
BOUNDS = {("json", name) for name in ("minimum", "maximum", "categories")}
POSSIBLE = {401, 403, 404, 409, 412, 429}
"""What a valid request may find: no right, nothing there, or another state."""


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Every other valid request is one that can be answered, in the coverage phase as well: by
    chance hardly any is where things, versions and state have to be right at once.
    """
    # What a link leads to is named already.
    if not case.meta.generation.mode.is_positive or case.meta.phase.name == TestPhase.STATEFUL:
        return
    if case.operation.label == HANDING_IN:
        case.query = {} if isinstance(case.body, dict) else {"dataset": "tickets"}
    if next(turns[case.operation.label]) % 2:
        name_what_is_there(case)
        put_what_goes_together(case)


def name_what_is_there(case: Any) -> None:
    for name in set(case.path_parameters or ()) & set(known):
        case.path_parameters[name] = next(known[name])
    if case.operation.label in MOVES:
        case.headers.pop("If-Match", None)
        case.body = map_body(None, case.body)


def put_what_goes_together(case: Any) -> None:
    """What chance does not find: a config of its kind, a gate on what there is, two that were
    judged alike.
    """
    if case.method in ("POST", "PATCH") and not isinstance(case.body, dict):
        return
    match case.operation.label:
        case "POST /api/evaluators" | "POST /api/evaluators/try":
            case.body = {**case.body, "kind": "exact", "config": {}}
        case "POST /api/evaluators/{evaluator_id}/versions":
            case.body = {**case.body, "config": {"ignore_case": bool(next(numbers) % 4)}}
        case "POST /api/gates" | "PATCH /api/gates/{gate_id}":
            dataset_id, evaluator_id = next(known["gate"])
            case.body = {**case.body, **GATED, "tag": f"gated {next(numbers)}"}
            case.body |= {"dataset_id": dataset_id, "evaluator_id": evaluator_id}
        case "GET /api/experiments/compare" | "GET /api/experiments/compare/export":
            pair = [next(known["experiment_id"]), next(known["experiment_id"])]
            case.query = {"ids": pair}
        case "GET /api/experiments/{experiment_id}/agreement":
            case.query = {}
        case "PATCH /api/datasets/{dataset_id}/item" | "DELETE /api/datasets/{dataset_id}/item":
            case.query = {"key": DATASET_ITEM["key"]}
            case.headers.pop("If-Match", None)


GATED = {
    **{"label": "production", "prompt_name": None, "prompt_prefix": None, "connection": None},
    **{"accept_recorded": True, "starts_by_itself": False},
    **{"min_dataset_version": 1, "evaluator_version": 1, "minimum": 0.5, "max_drop": None},
}
MOVES = {f"POST /api/prompts/{{prompt_id}}/{move}" for move in ("activate", "rollback")}


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    """Leave a note for the test, which looks whether every operation ever succeeded."""
    with open(os.environ["ANSWERED"], "a") as file:
        file.write(f"{response.status_code} {case.method} {case.path}\n")
