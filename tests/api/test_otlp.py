"""Traces taken in by OTLP/HTTP: what is stored, what is answered, what is refused and how."""

import gzip
import json
import time
from threading import Event, Thread

import pytest
from google.rpc import code_pb2
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from sqlalchemy import func, select, text

from app.db import db
from app.models import Span, Trace
from app.services import policy
from app.web.crowding import Crowd, TooManyAtOnce
from tests.api.test_keys import basic
from tests.conftest import with_key
from tests.factories.access import make_key, the_system

TRACES = "/v1/traces"
PROTOBUF = "application/x-protobuf"
NOW_NS = time.time_ns()
MIB = 2**20


@pytest.fixture
def client(app):
    return with_key(app, make_key(scopes=["ingest"]).token)


def sent_request(*spans, **attributes):
    """An export of one resource and scope; each span a dict of its fields."""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    scope = resource.scope_spans.add()
    for number, fields in enumerate(spans or ({},)):
        span = scope.spans.add()
        span.trace_id = fields.get("trace_id", bytes(range(16)))
        span.span_id = fields.get("span_id", bytes([number + 1] * 8))
        span.name = fields.get("name", "chat")
        span.start_time_unix_nano = fields.get("start", NOW_NS)
        span.end_time_unix_nano = fields.get("end", NOW_NS + 5_000_000)
        for key, value in {**attributes, **fields.get("attributes", {})}.items():
            one = span.attributes.add()
            one.key = key
            if isinstance(value, int):
                one.value.int_value = value
            else:
                one.value.string_value = value
    return request


def export(client, request, path=TRACES, **headers):
    body = request if isinstance(request, bytes) else request.SerializeToString()
    return client.post(path, data=body, content_type=PROTOBUF, headers=headers)


def kept(column=None):
    policy.require(the_system(), policy.READ)
    if column is None:
        return db.session.scalar(select(func.count()).select_from(Span))
    return list(db.session.scalars(select(column)))


def answered(response):
    return ExportTraceServiceResponse.FromString(response.data).partial_success


GENERATION = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 100,
}


@pytest.mark.parametrize("path", [TRACES, "/api/public/otel/v1/traces"])
def test_protobuf_is_stored_and_answered_in_protobuf(client, path):
    r = export(client, sent_request(**GENERATION), path)

    assert (r.status_code, r.content_type, r.data) == (200, PROTOBUF, b"")
    policy.require(the_system(), policy.READ)
    (span,) = db.session.scalars(select(Span))
    assert (span.kind, span.model, span.input_tokens) == ("generation", "gpt-5", 1000)
    assert str(span.cost_usd.normalize()) == "0.00225"


OTLP_JSON = {
    "resourceSpans": [
        {
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "traceId": "5b8efff798038103d269b633813fc60c",
                            "spanId": "eee19b7ec3c1b174",
                            "name": "chat",
                            "startTimeUnixNano": str(NOW_NS),
                            "endTimeUnixNano": NOW_NS + 1,
                        }
                    ]
                }
            ]
        }
    ]
}


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_json_is_stored_and_answered_in_json(client, kind):
    r = client.post(TRACES, data=json.dumps(OTLP_JSON), content_type=kind)

    assert (r.status_code, r.mimetype, r.json) == (200, "application/json", {})
    assert kept(Trace.trace_id)[0].hex == "5b8efff798038103d269b633813fc60c"


def test_gzip_is_unpacked(client):
    body = gzip.compress(sent_request().SerializeToString())

    assert export(client, body, **{"Content-Encoding": "gzip"}).status_code == 200
    assert kept() == 1


def test_gzip_in_several_members_is_one_body(client):
    body = sent_request().SerializeToString()
    parts = gzip.compress(body[:20]) + gzip.compress(body[20:])

    assert export(client, parts, **{"Content-Encoding": "gzip"}).status_code == 200
    assert kept() == 1


def test_a_batch_sent_again_changes_nothing(client):
    request = sent_request({}, {}, {})
    export(client, request)

    assert export(client, request).status_code == 200

    assert (kept(), kept(Trace.span_count)) == (3, [3])


def test_nothing_sent_is_nothing_stored(client):
    assert export(client, b"").status_code == 200
    assert client.post(TRACES, json={}).json == {}


def test_http_basic_carries_the_key(app, anonymous):
    made = make_key(scopes=["ingest"])
    r = export(anonymous, sent_request(), **basic(made.row.prefix, made.token))

    assert r.status_code == 200


# What cannot be kept is counted, and named, and costs nobody else anything.

BAD_IDS = [
    {"trace_id": bytes(16)},
    {"trace_id": b"short"},
    {"span_id": bytes(8)},
    {"span_id": b""},
]


@pytest.mark.parametrize("bad", BAD_IDS)
def test_a_span_without_an_id_is_counted_and_the_rest_is_kept(client, bad):
    r = export(client, sent_request({}, bad, {}))

    assert (r.status_code, answered(r).rejected_spans, kept()) == (200, 1, 2)
    assert "id" in answered(r).error_message


def test_reasons_are_told_in_json_too(client):
    spans = OTLP_JSON["resourceSpans"][0]["scopeSpans"][0]["spans"]
    bad = {"resourceSpans": [{"scopeSpans": [{"spans": [{**spans[0], "spanId": ""}, *spans]}]}]}

    r = client.post(TRACES, json=bad)

    assert (r.status_code, r.json["partialSuccess"]["rejectedSpans"]) == (200, "1")
    assert "1 × " in r.json["partialSuccess"]["errorMessage"]


def test_a_part_of_another_shape_is_counted_and_the_rest_is_kept(client):
    r = client.post(TRACES, json={"resourceSpans": [7, *OTLP_JSON["resourceSpans"]]})

    assert (r.status_code, kept()) == (200, 1)
    assert r.json["partialSuccess"]["rejectedSpans"] == "1"
    assert "resourceSpans" in r.json["partialSuccess"]["errorMessage"]


def test_an_end_before_the_start_is_kept_and_marked(client):
    export(client, sent_request({"end": NOW_NS - 10**9}))

    policy.require(the_system(), policy.READ)
    (span,) = db.session.scalars(select(Span))
    assert (span.latency_ms, span.ended_at) == (0, span.started_at)
    assert "promptside.clock" in span.attributes


@pytest.mark.parametrize("year", [1970, 2100])
def test_an_absurd_clock_is_clamped_and_marked(client, year):
    at = (year - 1970) * 31_556_952 * 10**9 + 1
    request = sent_request({"start": at, "end": at + 1})

    assert export(client, request).status_code == export(client, request).status_code == 200

    policy.require(the_system(), policy.READ)
    (span,) = db.session.scalars(select(Span))
    assert span.is_clamped
    assert str(at) in str(span.attributes["promptside.clock"])


def test_characters_that_cannot_be_stored_are_replaced(client):
    spans = OTLP_JSON["resourceSpans"][0]["scopeSpans"][0]["spans"]
    odd = {**spans[0], "attributes": [{"key": "a\0", "value": {"stringValue": "b\0\ud800c"}}]}
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [{**odd, "name": "n\0"}]}]}]}
    escaped = json.dumps(body)

    r = client.post(TRACES, data=escaped, content_type="application/json")

    assert r.status_code == 200

    policy.require(the_system(), policy.READ)
    (span,) = db.session.scalars(select(Span))
    assert span.name == "n\ufffd"
    assert next(iter(span.attributes)) == "a\ufffd"
    assert set(span.attributes["a\ufffd"]) == {"b", "\ufffd", "c"}


def test_a_very_long_attribute_is_cut_and_marked(client):
    long = "x" * (10 * MIB)
    r = export(client, sent_request({"attributes": {"long": long, "short": "s"}}))

    assert (r.status_code, kept()) == (200, 1)
    (attributes,) = kept(Span.attributes)
    assert len(attributes["long"]) < MIB
    assert (attributes["short"], "long" in attributes["promptside.truncated"]) == ("s", True)


def test_very_many_attributes_are_cut_and_marked(client):
    r = export(client, sent_request({"attributes": {f"a{n}": n for n in range(100_000)}}, {}))

    assert (r.status_code, kept()) == (200, 2)
    assert max(map(len, filter(None, kept(Span.attributes)))) < 1_010


def test_json_of_a_thousand_levels_is_no_fault_of_ours(client):
    deep = '{"arrayValue":{"values":[' * 500 + '{"intValue":1}' + "]}}" * 500
    attribute = f'[{{"key":"deep","value":{deep}}}]'
    body = json.dumps(OTLP_JSON).replace('"name"', f'"attributes":{attribute},"name"')

    r = client.post(TRACES, data=body, content_type="application/json")

    assert r.status_code in (200, 400)
    assert kept() == (r.status_code == 200)


@pytest.mark.parametrize("depth", [60, 1_000])
def test_protobuf_of_a_thousand_levels_loses_only_what_is_deep(client, depth):
    request = sent_request({}, {"attributes": {"other": "stays"}})
    span = request.resource_spans[0].scope_spans[0].spans[0]
    deep = span.attributes.add(key="deep").value
    for _ in range(depth):
        deep = deep.array_value.values.add()

    assert export(client, request).status_code == 200

    found = kept(Span.attributes)
    assert {"other": "stays"} in found
    assert any("(nested too deeply)" in str(attributes) for attributes in found)


# What is refused as a whole.


def refused(response):
    assert response.content_type == PROTOBUF
    return Status.FromString(response.data)


def test_cut_short_it_is_refused_with_a_status(client):
    body = sent_request(**GENERATION).SerializeToString()

    r = export(client, body[:-3])

    assert (r.status_code, refused(r).code) == (400, code_pb2.INVALID_ARGUMENT)
    assert len(refused(r).message) > 20
    assert kept() == 0


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', '{"resourceSpans": 1}'])
def test_json_that_is_no_export_is_refused(client, body):
    r = client.post(TRACES, data=body, content_type="application/json")

    assert (r.status_code, r.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("body", [b"plain", gzip.compress(b"x" * 1000, mtime=0)[:-4], b""])
def test_broken_gzip_is_refused(client, body):
    r = export(client, body, **{"Content-Encoding": "gzip"})

    assert (r.status_code, "gzip" in refused(r).message) == (400, True)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-ndjson", None])
def test_another_content_type_is_refused(client, kind):
    r = client.post(TRACES, data=b"x", content_type=kind)

    assert (r.status_code, PROTOBUF in r.json["detail"]) == (415, True)


@pytest.mark.parametrize("encoding", ["deflate", "br", "gzip, gzip"])
def test_another_encoding_is_refused_and_gzip_named(client, encoding):
    r = export(client, sent_request(), **{"Content-Encoding": encoding})

    assert (r.status_code, "gzip" in refused(r).message) == (415, True)


def test_a_gzip_bomb_is_refused_without_being_unpacked(client):
    bomb = gzip.compress(bytes(65 * MIB), compresslevel=1)

    r = export(client, bomb, **{"Content-Encoding": "gzip"})

    assert (r.status_code, refused(r).code) == (413, code_pb2.RESOURCE_EXHAUSTED)
    assert "64 MiB when unpacked" in refused(r).message


def test_a_body_beyond_the_limit_is_refused(client):
    r = export(client, bytes(16 * MIB + 1))

    assert (r.status_code, "16 MiB" in refused(r).message) == (413, True)


def test_without_the_right_nothing_is_read(app):
    r = export(with_key(app, make_key(scopes=["read", "write"]).token), b"\xff")

    assert (r.status_code, refused(r).code) == (403, code_pb2.PERMISSION_DENIED)
    assert "ingest" in refused(r).message


def test_a_stranger_is_refused_with_a_status(anonymous):
    r = export(anonymous, sent_request())

    assert (r.status_code, refused(r).code) == (401, code_pb2.UNAUTHENTICATED)


def test_who_is_one_too_many_is_told_to_come_again(monkeypatch):
    crowd, inside, leave = Crowd(1), Event(), Event()
    monkeypatch.setattr("app.web.crowding.PATIENCE_S", 0.05)

    def stay():
        with crowd.entered():
            inside.set()
            leave.wait(10)

    first = Thread(target=stay)
    first.start()
    inside.wait(10)
    with pytest.raises(TooManyAtOnce) as refusal, crowd.entered():
        raise AssertionError
    leave.set()
    first.join()

    assert refusal.value.retry_after == 1
    with crowd.entered():
        pass


def test_beyond_those_who_wait_nobody_waits():
    crowd = Crowd(1)
    crowd.waiting.acquire()
    crowd.waiting.acquire()

    began = time.monotonic()
    with pytest.raises(TooManyAtOnce), crowd.entered():
        raise AssertionError

    assert time.monotonic() - began < 1


def test_days_to_come_are_made_where_spans_come(client):
    days = text("SELECT count(*) FROM pg_inherits WHERE inhparent = 'spans'::regclass")
    export(client, sent_request())

    # Yesterday, today and seven more, and the one for all others.
    assert db.session.scalar(days) >= 10
