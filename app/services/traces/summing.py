"""What a batch of new spans adds to the summaries of their traces. Pure.

Spans of a trace come in any order, in any number of batches, from several machines. So whatever
a summary says is a sum, an extreme or a union of what its spans say, or the first of them by an
order that holds wherever it is asked (`Said`); then it comes out the same each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from app.otlp import Span

MOST_TAGS, MOST_MODELS, MOST_FACETS = 50, 20, 200
"""The first ones in the order of their characters' numbers are kept."""

PREVIEW = 200
"""Characters of input and output that a list shows."""

CONTAINERS = ("agent", "chain")
"""What these count are the counts of the calls within them, once more."""

SENDER, ROOT, ANY = 2, 1, 0
"""How much a span's word counts for its trace: what is said of the trace itself, what the span
without a parent says, what any says."""

Place = tuple[int, datetime]
"""The more it counts the less; then the earlier."""


class Said(NamedTuple):
    """A value and whence it is. The least is what counts; if they are from the same moment, the
    lesser value does."""

    place: Place
    value: Any


@dataclass(slots=True)
class Summary:
    """What spans of one trace come to."""

    trace_id: UUID
    started_at: datetime
    ended_at: datetime
    span_count: int = 0
    error_count: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    cost_usd: Decimal | None = None
    said: dict[str, Said] = field(default_factory=dict)
    """Column → what it holds, and by which right."""
    tags: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    releases: set[str] = field(default_factory=set)
    prompts: set[tuple[UUID, int | None]] = field(default_factory=set)
    """With the version, where that is known."""
    sorts: set[tuple[str, str, str]] = field(default_factory=set)
    """Kind, level and environment."""

    def add(self, span: Span) -> None:
        if span.started_at < self.started_at:
            self.started_at = span.started_at
        if span.ended_at > self.ended_at:
            self.ended_at = span.ended_at
        self.span_count += 1
        self.error_count += span.level == "error"
        if span.kind not in CONTAINERS:
            self.input_tokens += span.input_tokens or 0
            self.output_tokens += span.output_tokens or 0
            self.total_tokens += span.total_tokens or 0
            if span.cost_usd is not None:
                self.cost_usd = (self.cost_usd or Decimal(0)) + span.cost_usd
        self.hear(span)
        self.gather(span)

    def hear(self, span: Span) -> None:
        """What is said once a trace, if nobody with a better right has said it."""
        is_root = span.parent_span_id is None
        place = (-ROOT if is_root else -ANY, span.started_at)
        if span.trace_name:
            self.say("name", (-SENDER, span.started_at), span.trace_name)
        self.say("name", place, span.name)
        if is_root:
            self.say("root_span_id", place, span.span_id)
        if span.environment != "default":
            self.say("environment", place, span.environment)
        if span.user_id is not None:
            self.say("user_id", place, span.user_id)
        if span.session_id is not None:
            self.say("session_id", place, span.session_id)
        if span.release is not None:
            self.say("release", place, span.release)
        if span.input is not None and self.may_say("input", place):
            self.say("input", place, preview_of(span.input))
        if span.output is not None and self.may_say("output", place):
            self.say("output", place, preview_of(span.output))

    def may_say(self, column: str, place: Place) -> bool:
        known = self.said.get(column)
        return known is None or place <= known.place

    def say(self, column: str, place: Place, value: Any) -> None:
        known = self.said.get(column)
        if known is None or (place, value) < known:
            self.said[column] = Said(place, value)

    def gather(self, span: Span) -> None:
        self.sorts.add((span.kind, span.level, span.environment))
        if span.model:
            self.models.add(span.model)
        if span.tags:
            self.tags.update(span.tags)
        if span.release:
            self.releases.add(span.release)
        if span.prompt_id:
            self.prompts.add((span.prompt_id, span.prompt_version))

    def all_facets(self) -> list[str]:
        facets: set[str] = set()
        for kind, level, environment in self.sorts:
            facets |= {f"kind:{kind}", f"level:{level}", f"environment:{environment}"}
        facets |= {f"release:{release}" for release in self.releases}
        facets |= {f"model:{model}" for model in self.models}
        facets |= {f"tag:{tag}" for tag in self.tags}
        for prompt_id, version in self.prompts:
            facets.add(f"prompt:{prompt_id}")
            if version:
                facets.add(f"prompt:{prompt_id}@{version}")
        return sorted(facets)[:MOST_FACETS]


def summaries_of(spans: Iterable[Span]) -> list[Summary]:
    """One for each trace, by its id: whoever stores them locks their rows in this order."""
    found: dict[int, Summary] = {}
    for span in spans:
        number = span.trace_id.int
        summary = found.get(number)
        if summary is None:
            summary = Summary(span.trace_id, span.started_at, span.ended_at)
            found[number] = summary
        summary.add(span)
    return [found[number] for number in sorted(found)]


def preview_of(value: Any) -> str:
    """The beginning of a text; of messages that of the last one with a text; else of the JSON."""
    if isinstance(value, list):
        value = next((text for one in reversed(value) if (text := text_of(one))), value)
    elif isinstance(value, dict):
        value = text_of(value) or value
    text = value if isinstance(value, str) else orjson.dumps(value).decode("utf-8", "replace")
    return text[:PREVIEW]


def text_of(message: Any) -> str | None:
    """What a message says in words; nothing for whatever is no message, or one without words."""
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "\n".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) and content else None
