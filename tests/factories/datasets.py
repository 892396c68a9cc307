"""Datasets with their items, through the services."""

from __future__ import annotations

import json
from typing import Any

from app.db import transaction
from app.models import Dataset, DatasetItem
from app.services import datasets
from app.services.datasets import Refused, Summary, Written
from app.services.policy import Caller
from tests.factories.access import the_system


def make_dataset(
    name: str = "questions", *inputs: Any, caller: Caller | None = None, **fields: Any
) -> Dataset:
    """With an item for each input, in one version; keys are 1, 2, 3 …"""
    caller = caller or the_system()
    with transaction():
        dataset = datasets.create_dataset(caller, name=name, **fields)
    if inputs:
        items = [{"key": str(n), "input": input} for n, input in enumerate(inputs, 1)]
        put(dataset, *items, caller=caller)
    return dataset


def put(
    dataset: Dataset, *items: dict[str, Any], caller: Caller | None = None, **more: Any
) -> Written:
    with transaction():
        return datasets.put_items(caller or the_system(), dataset.id, items, **more)


def bring(
    dataset: Dataset, data: Any, kind: str = "jsonl", mapping: Any = None, **asked: Any
) -> tuple[Summary, list[Refused]]:
    """Import bytes, or values as lines of JSON: the summary, and the rows that were refused."""
    if not isinstance(data, bytes):
        data = b"".join(json.dumps(value).encode() + b"\n" for value in data)
    pieces = [data[begin : begin + 1000] for begin in range(0, len(data), 1000)]
    *events, summary = datasets.import_items(
        the_system(), dataset.id, pieces, kind, mapping, **asked
    )
    assert isinstance(summary, Summary)
    return summary, [event for event in events if isinstance(event, Refused)]


def items_in(dataset: Dataset, version: int | None = None) -> list[DatasetItem]:
    """All of a version, in their order."""
    found, cursor = [], None
    while True:
        page = datasets.list_items(
            the_system(), dataset.id, version=version, limit=100, cursor=cursor
        )
        found += page.rows
        if page.next is None:
            return found
        cursor = str(page.next)


def exported(dataset: Dataset, kind: str = "jsonl", version: int | None = None) -> bytes:
    _, _, file = datasets.spooled(the_system(), dataset.id, version=version, kind=kind)
    with file:
        return file.read()
