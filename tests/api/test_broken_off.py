"""Uploads whose sender is gone before their end: nothing is taken for all of it."""

from __future__ import annotations

import io
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.factories.datasets import make_dataset, put
from tests.factories.experiments import put_evaluator

NDJSON = "application/x-ndjson"
LINES = b"".join(b'{"key": "k%d", "input": %d, "output": "a"}\n' % (n, n) for n in range(500))


def put_some(name="some"):
    dataset = make_dataset(name)
    for number in range(3):
        put(dataset, {"key": f"k{number}", "input": number})
    return dataset


def cut_off(client, path, body, mimetype=NDJSON):
    """As the server program hands it on: the stream ends, earlier than was said."""
    return client.post(
        path,
        input_stream=io.BytesIO(body),
        content_type=mimetype,
        environ_overrides={
            "CONTENT_LENGTH": str(len(body) + 1000),
            "wsgi.input_terminated": True,
        },
    )


def test_no_version_is_made_of_half_a_file(client):
    dataset = put_some()

    answer = cut_off(client, f"/api/datasets/{dataset.id}/import", LINES)

    assert "The upload broke off" in answer.text
    shown = client.get(f"/api/datasets/{dataset.id}").json
    assert (shown["latest_version"], shown["item_count"]) == (3, 3)


def test_no_experiment_is_made_of_half_the_outputs(client):
    put_evaluator("exact")
    dataset = put_some()

    line = b'{"key": "k0", "output": "a"}\n'
    answer = cut_off(client, f"/api/experiments/recorded?dataset={dataset.id}", line)

    assert (answer.status_code, answer.json["code"]) == (400, "broken_off")
    assert client.get("/api/experiments").json == []


def test_where_lines_count_one_by_one_it_is_said_that_there_were_more(client):
    line = b'{"name": "broken/off"}\n'

    answer = cut_off(client, "/api/import", line)

    assert "The upload broke off" in answer.text


def test_json_that_broke_off_is_none_though_it_could_be_read(client):
    body = b'{"name": "whole/by/chance", "content": "a"}'

    answer = cut_off(client, "/api/prompts", body, "application/json")

    assert answer.status_code == 400
    assert client.get("/api/prompts?q=whole/by/chance").json == []


@pytest.mark.parametrize("place", ["/api/datasets/{0}/import", "/api/experiments/recorded"])
def test_what_has_no_length_is_refused_where_all_of_it_is_needed(client, place):
    dataset = put_some()

    answer = client.post(
        place.format(dataset.id),
        query_string={} if "{0}" in place else {"dataset": dataset.name},
        input_stream=io.BytesIO(LINES),
        content_type=NDJSON,
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 411
    assert "Content-Length" in answer.json["detail"]


def test_so_it_is_behind_the_server_program(live_api, tmp_path):
    dataset, log = put_some(), tmp_path / "api.log"
    place, address = f"/api/datasets/{dataset.id}", urlsplit(live_api.url)
    head = (
        f"POST {place}/import HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: {NDJSON}\r\n"
        f"Authorization: Bearer {live_api.token}\r\nContent-Length: {len(LINES) + 1000}\r\n\r\n"
    )
    before = log.read_text().count("method=POST")
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(head.encode() + LINES)
    deadline = time.monotonic() + 60
    while log.read_text().count("method=POST") == before:
        assert time.monotonic() < deadline, "The request was never over."
        time.sleep(0.05)

    shown = live_api.call("GET", place).json
    assert (shown["latest_version"], shown["item_count"]) == (3, 3)
