"""Traces and spans in the shapes of Langfuse's traces and observations."""

from __future__ import annotations

from typing import Any

from app.api.langfuse.blueprint import at
from app.services.langfuse.ids import root_id_of
from app.services.langfuse.spans import SPAN_ID, TRACE_ID, VERSION

OBSERVATION, TRACE = "langfuse.observation.metadata", "langfuse.trace.metadata"


def observation(span: Any) -> dict[str, Any]:
    attributes = span.attributes or {}
    cost = None if span.cost_usd is None else float(span.cost_usd)
    return {
        "id": attributes.get(SPAN_ID, span.span_id.hex()),
        "traceId": attributes.get(TRACE_ID, span.trace_id.hex),
        "projectId": str(span.project_id),
        "parentObservationId": span.parent_span_id.hex() if span.parent_span_id else None,
        "isRootObservation": span.parent_span_id is None,
        "type": span.kind.upper(),
        "name": span.name,
        "level": span.level.upper(),
        "statusMessage": span.status_message,
        "environment": span.environment,
        "version": attributes.get(VERSION),
        "release": span.release,
        "userId": span.user_id,
        "sessionId": span.session_id,
        "tags": span.tags or [],
        "input": span.input,
        "output": span.output,
        "metadata": metadata_in(attributes, OBSERVATION),
        **times_of(span),
        "model": span.model,
        "modelParameters": span.parameters or {},
        "promptId": str(span.prompt_id) if span.prompt_id else None,
        "promptName": span.prompt_name,
        "promptVersion": span.prompt_version,
        **counts_of(span, cost),
    }


def times_of(span: Any) -> dict[str, Any]:
    first = span.first_token_at
    wait = None if first is None else (first - span.started_at).total_seconds()
    return {
        "startTime": at(span.started_at),
        "endTime": at(span.ended_at),
        "completionStartTime": at(first),
        "createdAt": at(span.started_at),
        "updatedAt": at(span.ended_at),
        "latency": span.latency_ms / 1000,
        "timeToFirstToken": wait,
    }


def counts_of(span: Any, cost: float | None) -> dict[str, Any]:
    """Langfuse counts cached tokens and those of reasoning beside the others."""
    cached, reasoning = span.cached_tokens or 0, span.reasoning_tokens or 0
    counts = {
        "input": None if span.input_tokens is None else span.input_tokens - cached,
        "input_cached_tokens": span.cached_tokens,
        "output": None if span.output_tokens is None else span.output_tokens - reasoning,
        "output_reasoning_tokens": span.reasoning_tokens,
        "total": span.total_tokens,
    }
    return {
        "usageDetails": {name: count for name, count in counts.items() if count is not None},
        "usage": {
            "input": span.input_tokens or 0,
            "output": span.output_tokens or 0,
            "total": span.total_tokens or 0,
            "unit": "TOKENS",
        },
        "costDetails": {} if cost is None else {"total": cost},
        "totalCost": cost,
        "calculatedTotalCost": cost,
    }


def metadata_in(attributes: dict[str, Any], prefix: str) -> dict[str, Any]:
    """What was sent as metadata; under `attributes` what else came along."""
    own = {
        name.removeprefix(f"{prefix}."): value
        for name, value in attributes.items()
        if name.startswith(f"{prefix}.")
    }
    if (plain := attributes.get(prefix)) is not None:
        own["metadata"] = plain
    rest = {
        name: value
        for name, value in attributes.items()
        if not name.startswith((OBSERVATION, TRACE))
    }
    return own | ({"attributes": rest} if rest else {})


def trace(row: Any, project_id: Any) -> dict[str, Any]:
    """As a list shows it: of input and output the beginning."""
    return {
        "id": row.trace_id.hex,
        "projectId": str(project_id),
        "timestamp": at(row.started_at),
        "createdAt": at(row.started_at),
        "updatedAt": at(row.ended_at),
        "name": row.name,
        "input": row.input,
        "output": row.output,
        "sessionId": row.session_id,
        "userId": row.user_id,
        "release": row.release,
        "version": None,
        "environment": row.environment,
        "tags": row.tags,
        "metadata": {},
        "public": False,
        "bookmarked": False,
        "externalId": None,
        "htmlPath": f"/project/{project_id}/traces/{row.trace_id.hex}",
        "latency": (row.ended_at - row.started_at).total_seconds(),
        "totalCost": 0.0 if row.cost_usd is None else float(row.cost_usd),
        "observations": [],
        "scores": [],
    }


def whole_trace(row: Any, spans: list[Any], scores: list[dict[str, Any]]) -> dict[str, Any]:
    """With its spans. The one that stands for a trace tells of it, and is none of them."""
    stand_in = root_id_of(row.trace_id)
    root = next((span for span in spans if span.span_id == row.root_span_id), None)
    attributes: dict[str, Any] = (root.attributes or {}) if root else {}
    found = trace(row, row.project_id) | {
        "metadata": metadata_in(attributes, TRACE),
        "version": attributes.get(VERSION),
        "public": attributes.get("langfuse.trace.public") is True,
        "externalId": attributes.get("langfuse.trace.external_id"),
        "observations": [observation(span) for span in spans if span.span_id != stand_in],
        "scores": scores,
    }
    if root is not None:
        found |= {"id": attributes.get(TRACE_ID, row.trace_id.hex)}
        found |= {"input": root.input, "output": root.output}
    return found
