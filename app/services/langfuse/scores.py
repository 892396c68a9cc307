"""Scores as Langfuse's SDKs send them: each by itself taken or refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.errors import DomainError, invalid
from app.models import Score
from app.otlp.meaning.values import environment, moment
from app.services import policy
from app.services.langfuse.ids import span_id_of, trace_id_of
from app.services.policy import INGEST, Caller
from app.services.scores import Given, Target, prepare_score, store_scores
from app.services.scores.giving import scales_by_name

TYPES = {
    "NUMERIC": "numeric",
    "BOOLEAN": "boolean",
    "CATEGORICAL": "categorical",
    "TEXT": "text",
    "CORRECTION": "text",
}
SOURCES = {"API": "api", "ANNOTATION": "person", "EVAL": "evaluator"}
TRACE_ID, SPAN_ID = "langfuse.trace_id", "langfuse.observation_id"
"""Where a score's metadata keep an id that was no id of OpenTelemetry's."""
RUN_ID = "langfuse.dataset_run_id"
"""Where they say that it judges a dataset run. The score may come before anything else of the run
does, so the run's id stands where otherwise a session's would.
"""


def take_scores(caller: Caller, bodies: Iterable[Any]) -> tuple[list[str], dict[int, DomainError]]:
    """Ids of the scores, in the order sent; and by that order, why some were refused."""
    policy.require(caller, INGEST)
    bodies = list(bodies)
    names = {str(body.get("name"))[:200] for body in bodies if isinstance(body, dict)}
    scales = scales_by_name(names)
    rows: list[dict[str, Any]] = []
    refused: dict[int, DomainError] = {}
    for place, body in enumerate(bodies):
        try:
            rows.append(prepare_score(caller, given_in(body), scales))
        except DomainError as error:
            refused[place] = error
    stored: list[Score] = store_scores(rows) if rows else []
    return [score.id for score in stored], refused


def given_in(body: Any) -> Given:
    if not isinstance(body, dict):
        raise invalid("score", "Not a JSON object.")
    name, value = body.get("name"), body.get("value")
    if not isinstance(name, str):
        raise invalid("name", "A text, which says what is judged.")
    if not isinstance(value, bool | int | float | str):
        raise invalid("value", "A number or a text.")
    return Given(
        name=name,
        value=value,
        target=target_of(body),
        id=text_in(body, "id"),
        type=type_of(body),
        source=SOURCES.get(str(body.get("source")).upper()),
        comment=text_in(body, "comment"),
        environment=environment(body.get("environment")) or "default",
        metadata=metadata_of(body),
        created_at=created_at(body),
    )


def text_in(body: dict[str, Any], field: str) -> str | None:
    value = body.get(field)
    if value is not None and not isinstance(value, str):
        raise invalid(field, "A text.")
    return value or None


def type_of(body: dict[str, Any]) -> str | None:
    sent = body.get("dataType")
    if sent is not None and sent not in TYPES:
        raise invalid("dataType", f"One of {', '.join(TYPES)}.")
    return TYPES.get(sent) if sent else None


def target_of(body: dict[str, Any]) -> Target:
    trace_id, span_id = text_in(body, "traceId"), text_in(body, "observationId")
    run_id, session_id = text_in(body, "datasetRunId"), text_in(body, "sessionId")
    if run_id and (trace_id or session_id):
        raise invalid("datasetRunId", "Judge the run, a trace or a session, one at a time.")
    return Target(
        trace_id=trace_id_of(trace_id) if trace_id else None,
        span_id=span_id_of(span_id) if span_id else None,
        # What is said of a trace may name its session as well.
        session_id=None if trace_id else run_id or session_id,
    )


def metadata_of(body: dict[str, Any]) -> dict[str, Any] | None:
    """What was sent, with ids that had to be replaced."""
    metadata = body.get("metadata")
    kept = metadata if isinstance(metadata, dict) else {} if metadata is None else {"": metadata}
    trace_id, span_id = text_in(body, "traceId"), text_in(body, "observationId")
    replaced = {}
    if trace_id and trace_id_of(trace_id).hex != trace_id.lower().replace("-", ""):
        replaced[TRACE_ID] = trace_id
    if span_id and span_id_of(span_id).hex() != span_id.lower():
        replaced[SPAN_ID] = span_id
    if run_id := text_in(body, "datasetRunId"):
        replaced[RUN_ID] = run_id
    return {**kept, **replaced} or None


def created_at(body: dict[str, Any]) -> datetime | None:
    sent = body.get("timestamp")
    found = moment(sent) if sent is not None else None
    if sent is not None and found is None:
        raise invalid("timestamp", "A time in ISO 8601, with its zone.")
    return found
