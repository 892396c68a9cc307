"""Import and export over HTTP: streams of lines."""

import json
import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest

from app.services.policy import READ
from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt
from tests.factories.transfer import line

NDJSON = "application/x-ndjson"


def as_lines(*values):
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def post(client, data, query="", content_type=NDJSON):
    return client.post(f"/api/import{query}", data=data, content_type=content_type)


def results_in(response):
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.content_type == NDJSON
    *results, last = map(json.loads, response.data.splitlines())
    return results, last["summary"]


def test_lines_go_in_and_results_come_out(client):
    results, summary = results_in(post(client, as_lines(line("a", "1", "2"), line("b"))))

    found = client.get("/api/prompts/by-name/a").json
    assert found["active"]["version"] == 2
    assert results[0] == {
        "line": 1,
        "name": "a",
        "outcome": "created",
        "versions_added": 2,
        "reason": None,
        "id": found["id"],
    }
    assert summary == {
        "lines": 2,
        "created": 2,
        "extended": 0,
        "unchanged": 0,
        "refused": 0,
        "versions_added": 3,
        "complete": True,
        "detail": None,
    }


def test_a_refused_line_is_reported_and_the_rest_goes_on(client):
    results, summary = results_in(post(client, b'{"name": "a"}\n\n' + as_lines(line("b"))))

    assert [(row["line"], row["outcome"]) for row in results] == [(1, "refused"), (3, "created")]
    assert results[0]["reason"] == "versions: Missing."
    assert (summary["refused"], summary["created"]) == (1, 1)


def test_an_empty_body_is_an_import_of_nothing(client):
    results, summary = results_in(post(client, b""))

    assert (results, summary["lines"], summary["complete"]) == ([], 0, True)


def test_a_dry_run_writes_nothing(client):
    results, _ = results_in(post(client, as_lines(line("a")), "?dry_run=true"))

    assert results[0]["outcome"] == "created"
    assert client.get("/api/prompts").json == []


def test_a_body_over_the_usual_limit_goes_in(client):
    lines = [line(f"p{number}", "x" * 1024 * 1024) for number in range(9)]

    _, summary = results_in(post(client, as_lines(*lines)))

    assert summary["created"] == 9


def test_the_export_is_an_attachment_of_lines(client):
    make_prompt("b")
    make_prompt("a", versions=2)

    response = client.get("/api/export")

    assert (response.status_code, response.content_type) == (200, NDJSON)
    assert response.headers["Content-Disposition"] == "attachment; filename=prompts.jsonl"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content_length == len(response.data)
    assert [json.loads(row)["name"] for row in response.data.splitlines()] == ["a", "b"]


def test_what_was_exported_is_unchanged_when_it_comes_back(client):
    make_prompt("a", versions=3)
    exported = client.get("/api/export").data

    _, summary = results_in(post(client, exported))

    assert summary["unchanged"] == 1
    assert client.get("/api/export").data == exported


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", None])
def test_another_media_type_is_refused(client, content_type):
    response = post(client, as_lines(line("a")), content_type=content_type)

    assert (response.status_code, response.json["code"]) == (415, "unsupported_media_type")
    assert NDJSON in response.json["detail"]


def test_unknown_parameters_are_refused(client):
    assert post(client, b"", "?replace=1").status_code == 422
    assert post(client, b"", "?dry_run=perhaps").status_code == 422
    assert client.get("/api/export?limit=1").status_code == 422


def test_without_credentials_there_is_neither(anonymous):
    assert post(anonymous, b"").status_code == 401
    assert anonymous.get("/api/export").status_code == 401


def test_a_key_that_only_reads_exports_and_does_not_import(app):
    reader = with_key(app, make_key(scopes=[READ]).token)

    refused = post(reader, as_lines(line("a")))

    assert (refused.status_code, refused.json["code"]) == (403, "missing_right")
    assert reader.get("/api/export").status_code == 200


@pytest.mark.more
def test_a_client_that_reads_late_gets_every_result(live_api):
    """It sends more than the wire holds before it reads, without saying how much will come."""
    hundred = chunk(as_lines({"name": "a" * 300}).strip().ljust(1024) + b"\n") * 100
    with connected(live_api) as wire:
        wire.sendall(head(live_api, "Transfer-Encoding: chunked"))
        for _ in range(400):
            wire.sendall(hundred)
        wire.sendall(chunk(as_lines(line("last"))) + b"0\r\n\r\n")
        answer = HTTPResponse(wire)
        answer.begin()
        *results, last = answer.read().splitlines()

    assert answer.status == 200
    assert [json.loads(row)["line"] for row in results] == list(range(1, 40_002))
    summary = json.loads(last)["summary"]
    assert (summary["refused"], summary["created"]) == (40_000, 1)


def test_results_come_while_lines_are_still_sent(live_api):
    data = as_lines(line("first")).ljust(64 * 1024)
    with connected(live_api) as wire:
        wire.sendall(head(live_api, "Transfer-Encoding: chunked") + chunk(data))
        answer = b""
        while b'"outcome":"created"' not in answer:
            received = wire.recv(65536)
            assert received, answer
            answer += received
        assert b"summary" not in answer

        wire.sendall(chunk(as_lines(line("second"))) + b"0\r\n\r\n")
        answer += b"".join(iter(lambda: wire.recv(65536), b""))

    assert b'"created":2' in answer


@pytest.mark.more
def test_a_database_that_goes_away_ends_the_report_in_words(live_api, durable_server):
    with connected(live_api) as wire:
        data = as_lines(line("first")).ljust(64 * 1024)
        wire.sendall(head(live_api, "Transfer-Encoding: chunked") + chunk(data))
        answer = HTTPResponse(wire)
        answer.begin()
        assert json.loads(answer.readline())["outcome"] == "created"

        with durable_server.away(live_api.settings):
            wire.sendall(chunk(as_lines(line("second"), line("third"))) + b"0\r\n\r\n")
            summary = json.loads(answer.read())["summary"]
            refused = live_api.call("POST", "/api/import", headers={"Content-Type": NDJSON})

    assert (summary["complete"], summary["lines"]) == (False, 1)
    assert "does not answer" in summary["detail"]
    assert refused.status == 503
    again = live_api.call("GET", "/api/export")
    assert [json.loads(row)["name"] for row in again.body.splitlines()] == ["first"]


def connected(live_api):
    address = urlsplit(live_api.url)
    wire = socket.create_connection((address.hostname, address.port), timeout=60)
    wire.settimeout(60)
    return wire


def head(live_api, *more):
    lines = [
        "POST /api/import HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {live_api.token}",
    ]
    lines += [f"Content-Type: {NDJSON}", "Connection: close", *more, "", ""]
    return "\r\n".join(lines).encode()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)
