"""A file of a gigabyte goes into a dataset in one request, and memory hardly notices."""

import json
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from app.db import db
from app.services import datasets
from tests.factories.access import the_system
from tests.factories.datasets import make_dataset
from tests.faults.memory import largest_rss

pytestmark = pytest.mark.more

GIBIBYTE, ROW_BYTES, ROWS_A_PIECE = 2**30, 4096, 64
HEAD = b"id,question,answer\r\n"
ROWS = GIBIBYTE // ROW_BYTES
RSS_MB = 250
LIMIT_S = 900


def table():
    """Rows of 4 KiB, made as they are sent."""
    yield HEAD
    for begin in range(0, ROWS, ROWS_A_PIECE):
        yield b"".join(map(row, range(begin, begin + ROWS_A_PIECE)))


def row(number):
    start = b'%d,"What is %d, if' % (number, number)
    return start.ljust(ROW_BYTES - 16, b"?") + b'",%012d\r\n' % number


def test_a_gibibyte_goes_in_within_bounded_memory(live_api):
    id_ = make_dataset("large").id
    place = f"/api/datasets/{id_}"
    # The test's own session, which would wait idly for longer than the database lets it.
    db.session.remove()
    known = {"Authorization": f"Bearer {live_api.token}"}
    length = str(len(HEAD) + ROWS * ROW_BYTES)
    told = {**known, "Content-Type": "text/csv", "Content-Length": length}

    with largest_rss(live_api) as rss, closing(connected(live_api)) as wire:
        wire.request("POST", f"{place}/import", table(), told)
        answer = wire.getresponse()
        *progress, last = map(json.loads, answer.read().splitlines())
        imported_mb = rss.largest_mb
        wire.request("GET", f"{place}/export?format=csv", headers=known)
        export = wire.getresponse()
        lines = 0
        while piece := export.read(2**20):
            lines += piece.count(b"\r\n")

    assert answer.status == 200
    assert last["summary"]["detail"] is None
    assert (last["summary"]["added"], last["summary"]["version"]) == (ROWS, 1)
    assert len(progress) == ROWS // 10_000
    assert lines == ROWS + 1
    newest = datasets.get_item(the_system(), id_, str(ROWS - 1)).item
    assert (newest.position, newest.expected) == (ROWS, f"{ROWS - 1:012d}")
    assert imported_mb <= RSS_MB
    assert rss.largest_mb <= RSS_MB


def connected(live_api):
    address = urlsplit(live_api.url)
    return HTTPConnection(address.hostname, address.port, timeout=LIMIT_S)
