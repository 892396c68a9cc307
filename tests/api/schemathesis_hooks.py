"""What Schemathesis must know of our API besides its document. It loads this file itself.

What is filtered or mapped here is sent as it comes in the coverage phase, which takes no hooks.
"""

from __future__ import annotations

import json
import math
import os
import re
from datetime import UTC
from itertools import count, cycle
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi.checks import negative_data_rejection

from app.services.paging import Cursor
from app.services.prompts.checks import Checks, name_problems
from tests.factories.names import LEGAL_NAMES

numbers = count()
known = {name: cycle(ids) for name, ids in json.loads(os.environ["KNOWN"]).items()}


def is_tag(text: str) -> bool:
    checks = Checks()
    checks.tags([text])
    return not checks.errors


schemathesis.openapi.format("prompt-name", LEGAL_NAMES)
schemathesis.openapi.format("tag", st.text(min_size=1, max_size=20).filter(is_tag))
schemathesis.openapi.format(
    "cursor", st.builds(Cursor, st.datetimes(timezones=st.just(UTC)), st.uuids()).map(str)
)


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


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
        if own or (is_uuid(parameters[name]) and next(numbers) % 4):
            parameters[name] = next(known[name])
    return parameters


@schemathesis.hook
def map_query(_context: Any, query: Any) -> Any:
    return to_known_versions(query, "from", "to")


@schemathesis.hook
def map_body(_context: Any, body: Any) -> Any:
    if isinstance(body, dict) and is_version(body.get("expected")):
        # Whatever is active now.
        del body["expected"]
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


def is_uuid(value: Any) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", str(value)))


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
    if problem["code"] == "key_is_for_another":
        return True
    wrong = {(place, name) for place, names in problem["errors"].items() for name in names}
    query = case.query or {}
    return (
        # A cursor is ours to make.
        ("cursor" in query and wrong == {("query", "cursor")})
        # One of three.
        or (len(ONE_OF & set(query)) > 1 and wrong == {("query", n) for n in ONE_OF & set(query)})
        # It is for a time to come, and only who releases moves labels.
        or wrong <= {("json", "expires_at"), ("json", "labels")}
        # Which of two depends on the prompt's kind.
        or (wrong <= BODIES and "A prompt of kind" in problem["detail"])
    )


@schemathesis.check
def what_is_invalid_is_refused(context: Any, response: Any, case: Any) -> bool | None:
    """Schemathesis' own check, apart from what only it calls invalid.

    Of a format of ours it cannot know the complement: what it makes up to violate one may be legal.
    """
    if case.operation.label == "POST /api/import" or is_legal_all_the_same(case):
        # Each line of an import has an outcome of its own, in an answer that is always 200.
        return None
    return negative_data_rejection(context, response, case)


def is_legal_all_the_same(case: Any) -> bool:
    mutations = getattr(case.meta.phase.data, "mutations", ())
    return bool(mutations and isinstance(case.body, dict)) and all(
        mutation.keywords == ("format",) and is_legal(mutation.schema_pointer, case.body)
        for mutation in mutations
    )


def is_legal(pointer: str, body: Any) -> bool:
    if pointer == "/properties/tags/items":
        return all(isinstance(tag, str) and is_tag(tag) for tag in body.get("tags", [None]))
    if pointer == "/properties/name":
        return isinstance(name := body.get("name"), str) and not list(name_problems(name))
    return False


ONE_OF = {"label", "version", "at"}
BODIES = {("json", "content"), ("json", "messages")}
POSSIBLE = {401, 403, 404, 409, 412, 429}
"""What a valid request may find: no right, nothing there, or another state."""


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    """Leave a note for the test, which looks whether every operation ever succeeded."""
    with open(os.environ["ANSWERED"], "a") as file:
        file.write(f"{response.status_code} {case.method} {case.path}\n")
