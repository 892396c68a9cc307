"""Which of the project's prompts a span speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.db import as_json
from app.otlp import Span

# Names as JSON: a driver asks of every item of an array anew how it is to be written. Put into one
# again, as the database expects more of a subquery, and would rather read all prompts.
FIND_PROMPTS = as_json(
    "SELECT id, name, latest_version FROM prompts WHERE project_id = %s"
    " AND name = ANY (ARRAY(SELECT json_array_elements_text(%s)))"
    " UNION ALL SELECT id, name, latest_version FROM prompts WHERE project_id = %s"
    " AND id = ANY (ARRAY(SELECT CAST(json_array_elements_text(%s) AS uuid)))"
)


@dataclass(frozen=True)
class Known:
    id: UUID
    latest_version: int


Prompts = dict[Any, Known]
"""By name and by id."""


def prompts_for(project_id: UUID, spans: Iterable[Span]) -> tuple[Any, ...]:
    """The values of `FIND_PROMPTS`."""
    names: set[str] = set()
    ids: set[UUID] = set()
    for span in spans:
        if span.prompt_name:
            names.add(span.prompt_name)
        if span.prompt_id:
            ids.add(span.prompt_id)
    by_name, by_id = (orjson.dumps(sorted(found)).decode() for found in (names, ids))
    return project_id, by_name, project_id, by_id


def prompts_from(found: str | None) -> Prompts:
    """What `FIND_PROMPTS` found."""
    prompts: Prompts = {}
    for row in orjson.loads(found or "[]"):
        known = Known(UUID(row["id"]), row["latest_version"])
        prompts[row["name"]] = prompts[known.id] = known
    return prompts


def link_prompts(prompts: Prompts, spans: Iterable[Span]) -> None:
    """Sets `prompt_id` of each span that names a prompt and a version which exist, else to null.

    A sender's own id of a prompt counts as well, since it outlives a renaming. Names and numbers
    stay as they were sent. Without a number the prompt alone is linked.
    """
    for span in spans:
        if span.prompt_name or span.prompt_id:
            prompt = prompts.get(span.prompt_id) or prompts.get(span.prompt_name)
            is_there = prompt and 1 <= (span.prompt_version or 1) <= prompt.latest_version
            span.prompt_id = prompt.id if prompt and is_there else None
