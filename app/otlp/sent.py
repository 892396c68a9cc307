"""A span as it was sent: values decoded, nothing understood yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ERROR = 2
"""`status.code`; 0 is unset, 1 is ok."""

SPAN_KINDS = {2: "server", 3: "client", 4: "producer", 5: "consumer"}
"""1 is internal, 0 unspecified: both say nothing."""


@dataclass(slots=True)
class Sent:
    """What both encodings carry. Times are nanoseconds since 1970; 0 means absent."""

    trace_id: bytes
    span_id: bytes
    parent_span_id: bytes
    name: str
    started_ns: int
    ended_ns: int
    span_kind: int
    status_code: int
    status_message: str
    trace_state: str
    attributes: dict[str, Any]
    events: list[SentEvent] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    long: list[str] = field(default_factory=list)
    """Names of attributes with text that may be over the limit."""
    truncated: list[str] = field(default_factory=list)
    """Names of what was cut."""


@dataclass(slots=True)
class SentEvent:
    name: str
    at_ns: int
    attributes: dict[str, Any]


@dataclass(slots=True)
class Scope:
    """The instrumentation that made the spans."""

    name: str
    version: str
    attributes: dict[str, Any]
