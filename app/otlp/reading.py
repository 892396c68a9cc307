"""From spans as they were sent to spans as we keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.otlp import bounds, clock, meaning
from app.otlp.meaning.langfuse import quotes_metadata
from app.otlp.sent import ERROR, SPAN_KINDS, Scope, Sent, SentEvent
from app.otlp.spans import Batch, Span

BAD_TRACE_ID = "Its trace id is not 16 bytes, or all zero: OTLP asks for 32 hexadecimal digits."
BAD_SPAN_ID = "Its span id is not 8 bytes, or all zero: OTLP asks for 16 hexadecimal digits."
NOTHING = "It has neither a name nor a time: send at least one of them."
NO_TRACE = bytes(16)
NO_SPAN = bytes(8)


class Reading:
    """Takes the spans of one request, one instrumentation after the other."""

    def __init__(self, now: datetime | None = None) -> None:
        self.batch = Batch()
        self.days = clock.believable(now or datetime.now(UTC))
        self.trace_ids: dict[bytes, UUID] = {}
        self.facts: dict[str, Any] = {}
        self.resource: dict[str, Any] = {}
        self.quotes_metadata = False

    def turn_to(self, resource: dict[str, Any], scope: Scope, truncated: list[str]) -> None:
        """The spans that follow are of this resource and scope."""
        found = meaning.of_resource(resource, scope)
        if truncated:
            found.rest["promptside.truncated"] = sorted(set(truncated))
        self.facts, self.resource = found.facts, found.rest
        self.quotes_metadata = quotes_metadata(scope, resource)

    def reject(self, reason: str, count: int = 1) -> None:
        self.batch.rejected[reason] += count

    def add(self, sent: Sent) -> None:
        """Read a span, or count why not."""
        reason = reason_against(sent)
        if reason:
            self.reject(reason)
        else:
            self.batch.spans.append(self.span_of(sent))

    def span_of(self, sent: Sent) -> Span:
        times = clock.times_of(sent.started_ns, sent.ended_ns, self.days)
        found = meaning.of_span(sent, self.quotes_metadata)
        facts = {**self.facts, **found.facts}
        if "first_token_after_s" in facts:
            after = timedelta(seconds=facts.pop("first_token_after_s"))
            facts.setdefault("first_token_at", times.started_at + after)
        if sent.status_code == ERROR:
            facts["level"] = "error"
        if "status_message" not in facts:
            facts["status_message"] = status_message(sent)
        name = sent.name
        if len(name) > bounds.LONGEST_NAME or "\0" in name:
            name = bounds.name_of(name)
            sent.truncated.append("name")
        attributes = found.rest
        mark(attributes, sent, times, facts.get("kind", "span"))
        return Span(
            self.trace_id(sent.trace_id),
            sent.span_id,
            parent_of(sent),
            name,
            times.started_at,
            times.ended_at,
            times.latency_ms,
            times.is_clamped,
            attributes,
            [shown(event) for event in sent.events],
            sent.links,
            self.resource,
            **facts,
        )

    def trace_id(self, sent: bytes) -> UUID:
        found = self.trace_ids.get(sent)
        if found is None:
            found = self.trace_ids[sent] = UUID(bytes=sent)
        return found


def reason_against(sent: Sent) -> str | None:
    """Why a span cannot be kept."""
    if len(sent.trace_id) != 16 or sent.trace_id == NO_TRACE:
        return BAD_TRACE_ID
    if len(sent.span_id) != 8 or sent.span_id == NO_SPAN:
        return BAD_SPAN_ID
    if not (sent.name or sent.started_ns or sent.ended_ns):
        return NOTHING
    return None


def parent_of(sent: Sent) -> bytes | None:
    """None for a root; a parent that cannot be one leaves an orphan, which is shown as a root."""
    parent = sent.parent_span_id
    return parent if len(parent) == 8 and parent != NO_SPAN else None


def status_message(sent: Sent) -> str | None:
    """The status, else what the exception said."""
    said: Any = sent.status_message
    if not said and sent.status_code == ERROR:
        found = (event.attributes.get("exception.message") for event in reversed(sent.events))
        said = next((message for message in found if isinstance(message, str) and message), None)
    return bounds.cut(bounds.clean(said)) if said else None


def mark(attributes: dict[str, Any], sent: Sent, times: clock.Times, kind: str) -> None:
    """Say in the attributes what has no other place."""
    if kind == "span" and sent.span_kind in SPAN_KINDS:
        attributes["otel.span_kind"] = SPAN_KINDS[sent.span_kind]
    if sent.trace_state:
        attributes["otel.trace_state"] = bounds.name_of(sent.trace_state)
    if times.is_odd:
        attributes["promptside.clock"] = {
            "started_unix_nano": str(sent.started_ns),
            "ended_unix_nano": str(sent.ended_ns),
        }
    if sent.truncated:
        attributes["promptside.truncated"] = sorted(set(sent.truncated))


def shown(event: SentEvent) -> dict[str, Any]:
    return {
        "name": event.name,
        "at": clock.at(event.at_ns).isoformat(),
        "attributes": event.attributes,
    }
