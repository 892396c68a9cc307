"""REST: what applications did, trace by trace."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.db import transaction
from app.schemas import examples
from app.schemas.scores import ScoreOut
from app.schemas.traces import (
    SPAN_ID,
    TRACE_ID,
    SpanDetailOut,
    TraceDetailOut,
    TraceOut,
    TracesArgs,
    span_detail_out,
    span_out,
    trace_out,
)
from app.services import traces
from app.services.access.keys import hash_of
from app.web.identity import identify_key, know_caller, known_first, sent_token

blp = Blueprint("traces", __name__, url_prefix="/api/traces", description="What applications did")


def in_path(name: str, schema: dict[str, str], example: str) -> dict[str, Any]:
    described = {"type": "string", "pattern": schema["pattern"]}
    here = {"in": "path", "name": name, "required": True, "schema": described}
    return {**here, "description": schema["description"], "example": example}


TRACE = in_path("trace_id", TRACE_ID, examples.TRACE_ID)
SPAN = in_path("span_id", SPAN_ID, examples.SPAN_ID)


@blp.route("")
class Traces(MethodView):
    @known_first
    @blp.arguments(TracesArgs, location="query")
    @blp.response(200, TraceOut(many=True), example=[examples.TRACE], headers=headers.LINK)
    def get(self, args: dict[str, Any]) -> Any:
        """List traces, newest first"""
        paging = {name: args.pop(name) for name in ("limit", "cursor") if name in args}
        if g.caller is None and not args and "cursor" not in paging:
            page = traces.list_traces_by_key(hash_of(sent_token()), identify_key, **paging)
        else:
            know_caller()
            page = traces.list_traces(g.caller, traces.Wanted(**args), **paging)
        return make_response([trace_out(row) for row in page.rows], paging_headers(page))


@blp.route("/<trace:trace_id>", parameters=[TRACE])
class Trace(MethodView):
    @blp.response(200, TraceDetailOut, example=examples.TRACE_DETAIL)
    def get(self, trace_id: UUID) -> Any:
        """Show a trace with its spans, by the time they began"""
        shown = traces.get_trace(g.caller, trace_id)
        return make_response(
            {
                **trace_out(shown.trace),
                "spans": [span_out(span, shown.is_orphan(span)) for span in shown.spans],
                "spans_total": shown.total,
                "scores": ScoreOut(many=True).dump(shown.scores),
            }
        )

    @blp.response(204, description="Gone, with its spans and scores")
    def delete(self, trace_id: UUID) -> Any:
        """Delete a trace with its spans and scores"""
        with transaction():
            traces.delete_trace(g.caller, trace_id)
        return make_response("", 204)


@blp.route("/<trace:trace_id>/spans/<span:span_id>", parameters=[TRACE, SPAN])
class Span(MethodView):
    @blp.response(200, SpanDetailOut, example=examples.SPAN_DETAIL)
    def get(self, trace_id: UUID, span_id: bytes) -> Any:
        """Show all of a span"""
        return make_response(span_detail_out(*traces.get_span(g.caller, trace_id, span_id)))
