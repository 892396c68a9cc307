"""What ingest is compared to: the least that Flask can do to keep the spans of a batch.

It asks for no key, checks nothing, understands no attribute and sums nothing up; a batch that is
sent again fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import orjson
from flask import Flask, Response, request
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from psycopg_pool import ConnectionPool

TABLE = """
SELECT pg_advisory_xact_lock(1);
CREATE TABLE IF NOT EXISTS spans (
    trace_id bytea NOT NULL, span_id bytea NOT NULL, parent_id bytea, name text NOT NULL,
    kind smallint NOT NULL, status smallint NOT NULL, started_ns bigint NOT NULL,
    ended_ns bigint NOT NULL, service text, attributes jsonb NOT NULL,
    UNIQUE (trace_id, span_id)
);
CREATE INDEX IF NOT EXISTS by_start ON spans (started_ns);
CREATE INDEX IF NOT EXISTS by_name ON spans (service, name, started_ns);
"""

app = Flask(__name__)
pool = ConnectionPool(
    os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql"),
    kwargs={"prepare_threshold": 0},
    min_size=1,
    max_size=10,
    open=True,
)
with pool.connection() as first:
    first.execute(TABLE, prepare=False)


@app.get("/ready")
def ready() -> str:
    return "ready"


@app.post("/v1/traces")
def take_in() -> Response:
    sent = ExportTraceServiceRequest.FromString(request.get_data())
    with (
        pool.connection() as connection,
        connection.cursor() as cursor,
        cursor.copy("COPY spans FROM STDIN") as copy,
    ):
        for row in rows_of(sent):
            copy.write_row(row)
    return Response(b"", mimetype="application/x-protobuf")


def rows_of(sent: ExportTraceServiceRequest) -> Iterator[tuple[Any, ...]]:
    for of_resource in sent.resource_spans:
        resource = {each.key: value_of(each.value) for each in of_resource.resource.attributes}
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                attributes = {each.key: value_of(each.value) for each in span.attributes}
                yield (
                    *(span.trace_id, span.span_id, span.parent_span_id or None, span.name),
                    *(span.kind, span.status.code),
                    *(span.start_time_unix_nano, span.end_time_unix_nano),
                    *(resource.get("service.name"), orjson.dumps(attributes).decode()),
                )


def value_of(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [value_of(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None
