"""Traces and sessions: listed, read, deleted."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify
from marshmallow import Schema, fields, validate

from app.api.langfuse import shapes
from app.api.langfuse.blueprint import (
    PagedArgs,
    PeriodArgs,
    at,
    blp,
    offset_of,
    sent,
    takes,
    texts,
)
from app.api.langfuse.scores import shown_by_older
from app.db import transaction
from app.schemas.base import Digits
from app.services import traces
from app.services.langfuse.ids import trace_id_of
from app.services.langfuse.observations import observations_of
from app.services.traces import Wanted

MOST_OBSERVATIONS = 5_000
MOST_AT_ONCE = 100


class TracesArgs(PagedArgs, PeriodArgs):
    page = Digits(load_default=1, most=100)
    name = fields.String()
    user = fields.String(data_key="userId")
    session = fields.String(data_key="sessionId")
    release = fields.String()
    environment = fields.String()
    tags = texts(200)
    order_by = fields.String(data_key="orderBy", validate=validate.Equal("timestamp.desc"))
    fields_ = fields.String(data_key="fields")


class TraceArgs(Schema):
    fields_ = fields.String(data_key="fields")


class SessionsArgs(PagedArgs, PeriodArgs):
    page = Digits(load_default=1, most=100)
    environment = fields.String()


class DeleteIn(Schema):
    trace_ids = texts(
        800, data_key="traceIds", required=True, validate=validate.Length(1, MOST_AT_ONCE)
    )


@blp.get("/traces")
@takes(TracesArgs)
def trace_list(args: dict[str, Any]) -> Any:
    names = ("name", "user", "session", "release", "environment")
    wanted = Wanted(
        **{name: args.get(name) for name in names},
        tag=args.get("tags", []),
        since=args.get("from_timestamp"),
        until=args.get("to_timestamp"),
    )
    rows, meta = rows_of_page(args, lambda most: traces.list_traces(g.caller, wanted, limit=most))
    shown = [shapes.trace(row, g.caller.project_id) for row in rows]
    return jsonify({"data": shown, "meta": meta})


def rows_of_page(args: dict[str, Any], read: Any) -> tuple[list[Any], dict[str, Any]]:
    """A page of a list that knows only the way on; how many follow is told as one at least."""
    offset = offset_of(args)
    page = read(offset + args["limit"])
    is_more = page.next is not None
    meta = {
        "page": args["page"],
        "limit": args["limit"],
        "totalItems": len(page.rows) + is_more,
        "totalPages": -(-len(page.rows) // args["limit"]) + is_more,
    }
    return page.rows[offset:], meta


@blp.get("/traces/<path:trace_id>")
@takes(TraceArgs)
def trace(args: dict[str, Any], trace_id: str) -> Any:
    found = traces.get_trace(g.caller, trace_id_of(trace_id))
    spans = observations_of(found.trace, MOST_OBSERVATIONS)
    scores = [shown_by_older(score) for score in found.scores]
    return jsonify(shapes.whole_trace(found.trace, spans, scores))


@blp.delete("/traces/<path:trace_id>")
def delete_trace(trace_id: str) -> Any:
    with transaction():
        traces.delete_trace(g.caller, trace_id_of(trace_id))
    return jsonify({"message": "Trace deleted"})


@blp.delete("/traces")
def delete_traces() -> Any:
    with transaction():
        for trace_id in sorted({trace_id_of(one) for one in sent(DeleteIn)["trace_ids"]}):
            traces.delete_trace(g.caller, trace_id)
    return jsonify({"message": "Traces deleted"})


@blp.get("/sessions")
@takes(SessionsArgs)
def session_list(args: dict[str, Any]) -> Any:
    narrowing = {
        "environment": args.get("environment"),
        "since": args.get("from_timestamp"),
        "until": args.get("to_timestamp"),
    }
    rows, meta = rows_of_page(
        args, lambda most: traces.list_sessions(g.caller, **narrowing, limit=most)
    )
    return jsonify({"data": [shown(row) for row in rows], "meta": meta})


@blp.get("/sessions/<path:session_id>")
def session(session_id: str) -> Any:
    found = traces.get_session(g.caller, session_id)
    rows = [shapes.trace(row, g.caller.project_id) for row in found.traces]
    return jsonify(shown(found) | {"traces": rows, "environment": rows[0]["environment"]})


def shown(row: Any) -> dict[str, Any]:
    return {
        "id": row.session_id,
        "createdAt": at(row.started_at),
        "projectId": str(g.caller.project_id),
        "environment": "default",
    }
