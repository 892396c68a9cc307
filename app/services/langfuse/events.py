"""The events of an ingestion batch, each looked at by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import invalid
from app.otlp.meaning.values import moment

KINDS = (
    *("span", "generation", "event", "agent", "tool", "chain"),
    *("retriever", "evaluator", "embedding", "guardrail"),
)
TRACE, OBSERVATION, SCORE, LOG = "trace", "observation", "score", "log"
TYPES: dict[str, tuple[str, str | None]] = {
    "trace-create": (TRACE, None),
    "score-create": (SCORE, None),
    "sdk-log": (LOG, None),
    "observation-create": (OBSERVATION, None),
    "observation-update": (OBSERVATION, None),
    **{f"{kind}-create": (OBSERVATION, kind) for kind in KINDS},
    **{f"{kind}-update": (OBSERVATION, kind) for kind in KINDS},
}
ID_LENGTH = 800
TIMES = ("timestamp", "startTime", "endTime", "completionStartTime")
TEXTS = ("id", "traceId", "parentObservationId", "name", "userId", "sessionId", "promptName")


@dataclass(frozen=True)
class Event:
    """Something that is told of a trace, an observation or a score."""

    id: str
    about: str
    kind: str | None
    at: datetime
    body: dict[str, Any]


def read_event(sent: Any) -> Event:
    if not isinstance(sent, dict):
        raise invalid("event", "Not a JSON object.")
    type_, at, body = sent.get("type"), moment(sent.get("timestamp")), sent.get("body")
    if not isinstance(type_, str) or type_ not in TYPES:
        raise invalid("type", f"Not known here; one of {', '.join(TYPES)}.")
    if at is None:
        raise invalid("timestamp", "A time in ISO 8601, with its zone.")
    if not isinstance(body, dict):
        raise invalid("body", "Not a JSON object.")
    about, kind = TYPES[type_]
    if about in (TRACE, OBSERVATION):
        check_body(body)
        if not (body.get("id") or id_of(sent)):
            raise invalid("id", "What has none could not be spoken of again.")
    return Event(id_of(sent), about, kind or kind_in(body), at, body)


def id_of(sent: Any) -> str:
    """Of the event, to answer by; whatever else stands there is answered without."""
    id_ = sent.get("id") if isinstance(sent, dict) else None
    return id_[:ID_LENGTH] if isinstance(id_, str) else ""


def kind_in(body: dict[str, Any]) -> str | None:
    kind = str(body.get("type")).lower()
    return kind if kind in KINDS else None


def check_body(body: dict[str, Any]) -> None:
    for field in TEXTS:
        if body.get(field) is not None and not isinstance(body[field], str):
            raise invalid(field, "A text.")
    for field in ("id", "traceId", "parentObservationId"):
        if body.get(field) is not None and not 1 <= len(body[field]) <= ID_LENGTH:
            raise invalid(field, f"Between 1 and {ID_LENGTH} characters.")
    for field in TIMES:
        if body.get(field) is not None and moment(body[field]) is None:
            raise invalid(field, "A time in ISO 8601, with its zone.")
    if (body.get("promptName") is None) != (body.get("promptVersion") is None):
        raise invalid("promptVersion", "Sent together with `promptName`, or neither of them.")


@dataclass
class Told:
    """What events say together of one trace or observation. `body` is the sum of theirs."""

    id: str
    trace: str
    about: str
    kind: str | None
    first_at: datetime
    last_at: datetime
    body: dict[str, Any]


def told_by(events: Iterable[Event]) -> list[Told]:
    """One for each that is spoken of; of two events the later one's word counts."""
    ordered = sorted(events, key=lambda event: event.at)
    traces = {
        event.body["id"]: event.body["traceId"]
        for event in ordered
        if event.about == OBSERVATION and event.body.get("id") and event.body.get("traceId")
    }
    found: dict[tuple[str, str, str], Told] = {}
    for event in ordered:
        id_ = event.body.get("id") or event.id
        # An observation that names no trace is one of its own.
        trace = event.body.get("traceId") or traces.get(id_) or id_
        place = event.about, trace if event.about == OBSERVATION else id_, id_
        told = found.get(place)
        if told is None:
            trace = place[1]
            found[place] = told = Told(id_, trace, event.about, None, event.at, event.at, {})
        told.kind = event.kind or told.kind
        told.last_at = event.at
        told.body = joined(told.body, event.body)
    return list(found.values())


def joined(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is null after says nothing; metadata are joined key by key."""
    both = before | {key: value for key, value in after.items() if value is not None}
    old, new = before.get("metadata"), after.get("metadata")
    if isinstance(old, dict) and isinstance(new, dict):
        both["metadata"] = old | new
    return both
