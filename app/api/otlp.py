"""OTLP/HTTP: traces of any OpenTelemetry exporter, in protobuf and in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, request
from flask.views import MethodView
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from werkzeug.exceptions import UnsupportedMediaType

from app import otlp
from app.api.blueprint import Blueprint
from app.db import db, transaction
from app.services import policy, traces
from app.services.langfuse import runs
from app.settings import Settings
from app.web.crowding import Crowd
from app.web.days_ahead import DaysAhead
from app.web.settings import settings_of_app
from app.web.status_body import PROTOBUF
from app.web.unpacking import unpacked_body

blp = Blueprint("otlp", __name__, description="Traces, by OTLP/HTTP")

JSON = "application/json"
READERS = {PROTOBUF: otlp.read_protobuf, JSON: otlp.read_json}
LONGEST_REASONS = 1_000
"""Characters."""

BYTES = {"schema": {"type": "string", "format": "binary"}, "example": ""}
OBJECT = {"type": "object", "additionalProperties": True}


def holding(name: str, each: dict[str, Any]) -> dict[str, Any]:
    return {**OBJECT, "properties": {name: {"type": "array", "items": each}}, "required": [name]}


EXPORT = holding("resourceSpans", holding("scopeSpans", holding("spans", OBJECT)))
SENT = {
    "required": True,
    "description": (
        "An `ExportTraceServiceRequest` of OTLP 1, as it is or with `Content-Encoding: gzip`."
    ),
    "content": {PROTOBUF: BYTES, JSON: {"schema": EXPORT, "example": {"resourceSpans": []}}},
}
ANSWERED = {
    "description": (
        "All that could be read is stored, and can be read from now on. `partialSuccess` says how"
        " many spans could not, and why. In the content type of the request."
    ),
    "content": {JSON: {"schema": OBJECT, "example": {}}, PROTOBUF: BYTES},
}


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["taking_in"] = Crowd(max(2, settings.web_threads // 4))
    app.extensions["days_ahead"] = DaysAhead()


class Export(MethodView):
    @blp.alt_response(400, description="Not OTLP, or cut short")
    @blp.alt_response(413, description="Larger than is taken at once")
    @blp.alt_response(415, description="Not protobuf or JSON, or not gzip")
    @blp.doc(requestBody=SENT, responses={200: ANSWERED})
    def post(self) -> Any:
        """Take in traces of an OpenTelemetry exporter"""
        policy.check(g.caller, policy.INGEST)
        if request.mimetype not in READERS:
            raise UnsupportedMediaType(f"Send `Content-Type: {PROTOBUF}` or `{JSON}`.")
        if g.person is not None:
            # The transaction that knew them must not wait for what a slow client sends.
            db.session.rollback()
        with current_app.extensions["taking_in"].entered():
            return take_in(self.keep)

    def keep(self, spans: list[otlp.Span]) -> None:
        traces.store_spans_apart(g.caller, spans)


@blp.route("/v1/traces")
class Traces(Export):
    """Where exporters send to by default."""


@blp.route("/api/public/otel/v1/traces")
class LangfuseTraces(Export):
    """Where Langfuse's SDKs send to, the results of experiments among the spans."""

    def keep(self, spans: list[otlp.Span]) -> None:
        if not runs.are_told_of(g.caller, spans):
            super().keep(spans)
            return
        with transaction():
            traces.store_spans(g.caller, spans)
            runs.take_spans(g.caller, spans)


def take_in(keep: Callable[[list[otlp.Span]], object]) -> Response:
    settings = settings_of_app()
    body = unpacked_body(request, settings.otlp_max_bytes, settings.otlp_max_unpacked_bytes)
    batch = READERS[request.mimetype](body)
    current_app.extensions["days_ahead"].see_to()
    keep(batch.spans)
    return answer(batch)


def answer(batch: otlp.Batch) -> Response:
    count, reasons = batch.rejected.total(), reasons_of(batch)
    if request.mimetype == JSON:
        # Whole numbers of 64 bits are strings in JSON of protobuf.
        partial = {"rejectedSpans": str(count), "errorMessage": reasons}
        return jsonify({"partialSuccess": partial} if count else {})
    told = ExportTraceServiceResponse()
    if count:
        told.partial_success.rejected_spans = count
        told.partial_success.error_message = reasons
    return Response(told.SerializeToString(), content_type=PROTOBUF)


def reasons_of(batch: otlp.Batch) -> str:
    reasons = [f"{count} × {reason}" for reason, count in batch.rejected.most_common()]
    return "; ".join(reasons)[:LONGEST_REASONS]
