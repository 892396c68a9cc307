"""Which of the project's prompts a span speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.db import driver_cursor
from app.otlp import Span

# Names as JSON: a driver asks of every item of an array anew how it is to be written.
FIND = (
    "SELECT id, name, latest_version FROM prompts WHERE project_id = %s"
    " AND name IN (SELECT json_array_elements_text(%s))"
    " UNION SELECT id, name, latest_version FROM prompts WHERE project_id = %s"
    " AND id IN (SELECT CAST(json_array_elements_text(%s) AS uuid))"
)


@dataclass(frozen=True)
class Known:
    id: UUID
    latest_version: int


def link_prompts(project_id: UUID, spans: Iterable[Span]) -> None:
    """Sets `prompt_id` of each span that names a prompt and a version which exist, else to null.

    A sender's own id of a prompt counts as well, since it outlives a renaming. Names and numbers
    stay as they were sent. Without a number the prompt alone is linked.
    """
    speaking = [span for span in spans if span.prompt_name or span.prompt_id]
    if not speaking:
        return
    names = {span.prompt_name for span in speaking if span.prompt_name}
    ids = {span.prompt_id for span in speaking if span.prompt_id}
    known = known_prompts(project_id, names, ids)
    for span in speaking:
        prompt = known.get(span.prompt_id) or known.get(span.prompt_name)
        is_there = prompt and 1 <= (span.prompt_version or 1) <= prompt.latest_version
        span.prompt_id = prompt.id if prompt and is_there else None


def known_prompts(project_id: UUID, names: set[str], ids: set[UUID]) -> dict[Any, Known]:
    """By name and by id."""
    wanted = (orjson.dumps(sorted(found)).decode() for found in (names, ids))
    by_name, by_id = ((project_id, one) for one in wanted)
    with driver_cursor() as cursor:
        rows = cursor.execute(FIND, (*by_name, *by_id)).fetchall()
    prompts: dict[Any, Known] = {name: Known(id_, latest) for id_, name, latest in rows}
    return {**prompts, **{known.id: known for known in prompts.values()}}
