"""Putting items into a dataset, changing and removing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.errors import Invalid, invalid
from app.models import Dataset, DatasetItem
from app.services import policy
from app.services.datasets.checks import Item, Shapes, Source, make_item
from app.services.datasets.items import ShownItem, etag_of_item, shown
from app.services.datasets.read import writable
from app.services.datasets.versions import Writing, Written
from app.services.etags import check_etag
from app.services.policy import Caller

MOST_AT_ONCE = 1_000


def put_items(
    caller: Caller,
    dataset_id: UUID,
    items: Sequence[dict[str, Any]],
    *,
    message: str | None = None,
) -> Written:
    """Add them, or change those whose keys are there: all of them or none, as one version."""
    policy.require(caller, policy.WRITE)
    if not 1 <= len(items) <= MOST_AT_ONCE:
        raise invalid("items", f"Between 1 and {MOST_AT_ONCE:,} at once; import more as a file.")
    dataset = writable(caller, dataset_id)
    made = made_of(shapes_of(dataset), items)
    writing = Writing(caller, dataset)
    writing.put(made)
    return writing.finish(message)


def shapes_of(dataset: Dataset) -> Shapes:
    return Shapes.of(dataset.input_schema, dataset.expected_schema)


def made_of(shapes: Shapes, items: Iterable[dict[str, Any]]) -> list[Item]:
    made: list[Item] = []
    errors: dict[str, Any] = {}
    for place, fields in enumerate(items):
        try:
            made.append(make_item(shapes, **fields))
        except Invalid as refusal:
            errors[str(place)] = (refusal.errors or {}).get("json", {})
    if errors:
        raise refused_items(errors)
    twice = {key for key, count in Counter(item.key for item in made).items() if count > 1}
    if twice:
        problem = ["Another item of these has this key, or no key and the same input."]
        raise refused_items(
            {str(n): {"key": problem} for n, item in enumerate(made) if item.key in twice}
        )
    return made


def refused_items(errors: dict[str, Any]) -> Invalid:
    place, fields = next(iter(errors.items()))
    field, problems = next(iter(fields.items()))
    return Invalid(f"items.{place}.{field}: {problems[0]}", errors={"json": {"items": errors}})


def change_item(
    caller: Caller,
    dataset_id: UUID,
    key: str,
    *,
    message: str | None = None,
    if_match: list[str] | None = None,
    **fields: Any,
) -> ShownItem:
    """What is not among `fields` stays."""
    policy.require(caller, policy.WRITE)
    dataset, item = locked_item(caller, dataset_id, key, if_match)
    known = {
        "input": item.input,
        "expected": item.expected,
        "metadata": item.metadata_,
        "tags": item.tags,
    }
    source = Source(item.source_run_id, item.source_trace_id, item.source_span_id)
    made = make_item(shapes_of(dataset), **{**known, **fields}, key=key, source=source)
    writing = Writing(caller, dataset)
    writing.put([made])
    writing.finish(message)
    return shown(dataset, key, dataset.latest_version)


def remove_item(
    caller: Caller,
    dataset_id: UUID,
    key: str,
    *,
    message: str | None = None,
    if_match: list[str] | None = None,
) -> Written:
    """From the newest version on; those before it keep it."""
    policy.require(caller, policy.WRITE)
    dataset, _ = locked_item(caller, dataset_id, key, if_match)
    return removed(caller, dataset, [key], message)


def remove_items(
    caller: Caller, dataset_id: UUID, keys: Sequence[str], *, message: str | None = None
) -> Written:
    """Those of these keys that are there, as one version."""
    policy.require(caller, policy.WRITE)
    return removed(caller, writable(caller, dataset_id), keys, message)


def locked_item(
    caller: Caller, dataset_id: UUID, key: str, if_match: list[str] | None
) -> tuple[Dataset, DatasetItem]:
    dataset = writable(caller, dataset_id)
    item = shown(dataset, key, dataset.latest_version).item
    check_etag(f"The item {key[:100]!r}", etag_of_item(item), if_match)
    return dataset, item


def removed(caller: Caller, dataset: Dataset, keys: Sequence[str], message: str | None) -> Written:
    writing = Writing(caller, dataset)
    writing.remove(list(dict.fromkeys(keys)))
    return writing.finish(message)
