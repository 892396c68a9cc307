"""The real OpenTelemetry SDK reports to the real server program."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from sqlalchemy import select

from app.db import db
from app.models import Span, Trace
from app.services import policy
from app.services.traces import put_shared
from tests.api.test_otlp import sent_request
from tests.factories.access import make_key, the_system
from tests.factories.prompts import make_prompt


class Held(SpanExporter):
    """Keeps spans until the test sends them, in whatever order and however often."""

    def __init__(self):
        self.spans = []

    def export(self, spans):
        self.spans += spans
        return SpanExportResult.SUCCESS


@pytest.fixture
def held():
    return Held()


@pytest.fixture
def tracer(held):
    provider = TracerProvider(resource=Resource({"service.name": "shop"}))
    provider.add_span_processor(SimpleSpanProcessor(held))
    return provider.get_tracer("test")


@pytest.fixture
def ingest_key(shared_api):
    return make_key(scopes=["ingest"]).token


@pytest.fixture
def exporter(shared_api, ingest_key):
    return OTLPSpanExporter(
        f"{shared_api.url}/v1/traces",
        headers={"Authorization": f"Bearer {ingest_key}"},
        compression=Compression.Gzip,
    )


def call(tracer, name="greet", **attributes):
    """A model call within a step of an application."""
    with tracer.start_as_current_span("answer") as step:
        step.set_attribute("user.id", "ada")
        with tracer.start_as_current_span("chat gpt-5") as chat:
            chat.set_attributes(
                {
                    "gen_ai.operation.name": "chat",
                    "gen_ai.request.model": "gpt-5",
                    "gen_ai.usage.input_tokens": 1000,
                    "gen_ai.usage.output_tokens": 100,
                    "promptside.prompt.name": name,
                    "promptside.prompt.version": 1,
                    **attributes,
                }
            )


def rows(model, *trace_ids):
    """Of these traces, since others report to the same server."""
    db.session.rollback()
    policy.require(the_system(), policy.READ)
    query = select(model).where(model.trace_id.in_(trace_ids)).order_by(model.started_at)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def trace_of(held):
    return UUID(int=held.spans[0].context.trace_id)


def facts(row):
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def test_what_is_exported_can_be_read_at_once(exporter, tracer, held):
    prompt = make_prompt("greet")
    call(tracer)

    assert exporter.export(held.spans) is SpanExportResult.SUCCESS

    step, chat = rows(Span, trace_of(held))
    assert (chat.parent_span_id, step.parent_span_id) == (step.span_id, None)
    assert (chat.kind, chat.prompt_id, chat.prompt_version) == ("generation", prompt.id, 1)
    put_shared([chat])
    assert chat.resource["service.name"] == "shop"
    (trace,) = rows(Trace, trace_of(held))
    assert (trace.name, trace.user_id, trace.span_count) == ("answer", "ada", 2)
    assert (trace.total_tokens, float(trace.cost_usd)) == (1100, 0.00225)


def test_sent_again_late_orphaned_and_out_of_order_a_trace_is_the_same(exporter, tracer, held):
    call(tracer)
    chat, step = held.spans
    exporter.export([chat])
    this = trace_of(held)
    (orphan,) = rows(Trace, this)
    assert (orphan.name, orphan.span_count, orphan.root_span_id) == ("chat gpt-5", 1, None)

    exporter.export([step])
    before = [facts(row) for row in (*rows(Span, this), *rows(Trace, this))]
    for batch in ([chat], [step, chat], [step]):
        assert exporter.export(batch) is SpanExportResult.SUCCESS

    assert [facts(row) for row in (*rows(Span, this), *rows(Trace, this))] == before


def test_a_wrong_key_is_told_and_nothing_is_kept(shared_api, tracer, held):
    call(tracer)
    stranger = OTLPSpanExporter(
        f"{shared_api.url}/v1/traces", headers={"Authorization": "Bearer ps_00000000_wrong"}
    )

    assert stranger.export(held.spans) is SpanExportResult.FAILURE
    assert rows(Span, trace_of(held)) == []


def test_a_body_in_chunks_of_unknown_length_is_read(shared_api, ingest_key):
    this = uuid4()
    body = sent_request(*[{"trace_id": this.bytes}] * 2).SerializeToString()
    connection = http.client.HTTPConnection(urlsplit(shared_api.url).netloc, timeout=30)
    headers = {
        "Authorization": f"Bearer {ingest_key}",
        "Content-Type": "application/x-protobuf",
        "Transfer-Encoding": "chunked",
    }
    pieces = (body[at : at + 7] for at in range(0, len(body), 7))
    connection.request("POST", "/v1/traces", pieces, headers, encode_chunked=True)

    answer = connection.getresponse()

    assert (answer.status, answer.read()) == (200, b"")
    assert len(rows(Span, this)) == 2


def test_the_same_batch_from_many_at_once_is_stored_once(shared_api, ingest_key):
    """Each in another order, so that whoever waited for rows as they came would wait for ever."""
    traces = [uuid4() for _ in range(10)]
    spans = [
        {"trace_id": traces[n // 5].bytes, "span_id": n.to_bytes(8, "big")} for n in range(1, 50)
    ]
    bodies = [sent_request(*spans[n:], *spans[:n]).SerializeToString() for n in range(0, 48, 4)]
    told = {
        "Authorization": f"Bearer {ingest_key}",
        "Content-Type": "application/x-protobuf",
    }

    def send(body):
        answer = shared_api.send("POST", "/v1/traces", body, told)
        while answer.status == 503:
            assert answer.headers["Retry-After"]
            answer = shared_api.send("POST", "/v1/traces", body, told)
        return answer.status

    with ThreadPoolExecutor(len(bodies)) as pool:
        assert set(pool.map(send, bodies)) == {200}

    assert len(rows(Span, *traces)) == 49
    assert sorted(trace.span_count for trace in rows(Trace, *traces)) == [4] + [5] * 9
