"""Scores: taken one by one or many at once, listed, taken back."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify
from marshmallow import fields

from app.api.langfuse.blueprint import (
    PagedArgs,
    PeriodArgs,
    at,
    blp,
    offset_of,
    paged,
    reported,
    takes,
)
from app.db import transaction
from app.errors import Invalid, invalid
from app.models import Score
from app.schemas.base import Digits
from app.services import scores as own
from app.services.langfuse import scores
from app.services.langfuse.ids import span_id_of, trace_id_of
from app.services.scores import ScoreFilter
from app.services.scores.giving import MOST_AT_ONCE

TYPES = {"numeric": "NUMERIC", "boolean": "BOOLEAN", "categorical": "CATEGORICAL", "text": "TEXT"}
SOURCES = {"api": "API", "person": "ANNOTATION", "evaluator": "EVAL"}


class FilterArgs(PeriodArgs):
    """`scoreIds` of the older list is `id` of the newer one; several stand between commas."""

    id = fields.String()
    name = fields.String()
    source = fields.String()
    data_type = fields.String(data_key="dataType")
    environment = fields.String()
    config_id = fields.UUID(data_key="configId")
    trace_id = fields.String(data_key="traceId")
    observation_id = fields.String(data_key="observationId")
    session_id = fields.String(data_key="sessionId")


class NewArgs(FilterArgs):
    limit = Digits(load_default=50, most=100)
    cursor = fields.String()
    fields_ = fields.String(data_key="fields")


class PageArgs(PagedArgs, FilterArgs):
    id = fields.String(data_key="scoreIds")


@blp.post("/scores")
def give_scores() -> Any:
    body = reported()
    many = body if isinstance(body, list) else [body]
    if not 1 <= len(many) <= MOST_AT_ONCE:
        raise Invalid(f"Between 1 and {MOST_AT_ONCE} scores at once.")
    with transaction():
        given, refused = scores.take_scores(g.caller, many)
    if not isinstance(body, list):
        if refused:
            raise refused[0]
        return jsonify({"id": given[0]})
    if not refused:
        return jsonify({"message": "Accepted"}), 202
    errors = [{"message": f"Score {place + 1}: {e.message}"} for place, e in refused.items()]
    return jsonify({"accepted": len(given), "rejected": len(refused), "errors": errors}), 207


@blp.get("/v3/scores")
@takes(NewArgs)
def score_list(args: dict[str, Any]) -> Any:
    page = own.list_scores(
        g.caller, filter_of(args), limit=args["limit"], cursor=args.get("cursor") or None
    )
    meta: dict[str, Any] = {"limit": args["limit"]}
    if page.next is not None:
        meta["cursor"] = str(page.next)
    return jsonify({"data": [shown(score) for score in page.rows], "meta": meta})


@blp.get("/scores")
@takes(PageArgs)
def score_pages(args: dict[str, Any]) -> Any:
    return older_list(args)


@blp.get("/v2/scores")
@takes(PageArgs)
def score_pages_v2(args: dict[str, Any]) -> Any:
    return older_list(args)


def older_list(args: dict[str, Any]) -> Any:
    page = own.list_scores(
        g.caller, filter_of(args), limit=args["limit"], offset=offset_of(args), counted=True
    )
    return jsonify(paged([shown_by_older(score) for score in page.rows], page.total or 0, args))


@blp.get("/scores/<path:score_id>")
def score(score_id: str) -> Any:
    return jsonify(shown_by_older(own.get_score(g.caller, score_id)))


@blp.get("/v2/scores/<path:score_id>")
def score_v2(score_id: str) -> Any:
    return jsonify(shown_by_older(own.get_score(g.caller, score_id)))


@blp.delete("/scores/<path:score_id>")
def remove_score(score_id: str) -> Any:
    with transaction():
        own.remove_score(g.caller, score_id)
    return jsonify({"message": "Removed"}), 202


def filter_of(args: dict[str, Any]) -> ScoreFilter:
    trace_id, span_id = args.get("trace_id"), args.get("observation_id")
    if span_id and not trace_id:
        raise invalid("observationId", "Ask with the `traceId` it belongs to.", "query")
    source, data_type = args.get("source"), args.get("data_type")
    return ScoreFilter(
        id=args.get("id"),
        name=args.get("name"),
        trace_id=trace_id_of(trace_id) if trace_id else None,
        span_id=span_id_of(span_id) if span_id else None,
        session_id=args.get("session_id"),
        source=None if source is None else scores.SOURCES.get(source, source),
        type=None if data_type is None else scores.TYPES.get(data_type, data_type),
        environment=args.get("environment"),
        scale_id=args.get("config_id"),
        since=args.get("from_timestamp"),
        until=args.get("to_timestamp"),
    )


def shown(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "projectId": str(score.project_id),
        "name": score.name,
        "source": SOURCES[score.source],
        "dataType": TYPES[score.type],
        "value": score.judged,
        "comment": score.comment,
        "environment": score.environment,
        "metadata": metadata_of(score),
        "configId": str(score.scale_id) if score.scale_id else None,
        "queueId": None,
        "authorUserId": author_of(score),
        "subject": subject_of(score),
        "timestamp": at(score.created_at),
        "createdAt": at(score.created_at),
        "updatedAt": at(score.updated_at),
    }


def shown_by_older(score: Score) -> dict[str, Any]:
    """Numbers of booleans and of categories in `value`, words in `stringValue`."""
    words = {1.0: "True", 0.0: "False"}.get(score.value or 0.0) if score.type == "boolean" else None
    trace_id, span_id = ids_of(score)
    return {
        **{name: value for name, value in shown(score).items() if name != "subject"},
        "value": score.value if score.value is not None else 0,
        "stringValue": words or score.text_value,
        "traceId": trace_id,
        "observationId": span_id,
        "sessionId": None if run_of(score) else score.session_id,
        "datasetRunId": run_of(score),
    }


def ids_of(score: Score) -> tuple[str | None, str | None]:
    """As they were sent, if they were no ids of OpenTelemetry's."""
    kept = score.metadata_ or {}
    trace_id = score.trace_id.hex if score.trace_id else None
    span_id = score.span_id.hex() if score.span_id else None
    return kept.get(scores.TRACE_ID, trace_id), kept.get(scores.SPAN_ID, span_id)


def run_of(score: Score) -> str | None:
    return (score.metadata_ or {}).get(scores.RUN_ID)


def metadata_of(score: Score) -> dict[str, Any]:
    ours = (scores.TRACE_ID, scores.SPAN_ID, scores.RUN_ID)
    return {key: value for key, value in (score.metadata_ or {}).items() if key not in ours}


def author_of(score: Score) -> str | None:
    kind, _, id_ = score.created_by.partition(":")
    return id_ if kind == "person" else None


def subject_of(score: Score) -> dict[str, Any] | None:
    trace_id, span_id = ids_of(score)
    if span_id:
        return {"kind": "observation", "id": span_id, "traceId": trace_id}
    if trace_id:
        return {"kind": "trace", "id": trace_id}
    if run_id := run_of(score) or score.experiment_id:
        return {"kind": "experiment", "id": str(run_id)}
    if score.session_id:
        return {"kind": "session", "id": score.session_id}
    return None
