"""How lines of the log are written."""

import json
import logging
import subprocess
import sys

import pytest

from app.logs import JsonLines, TextLines, formatter
from tests.live import ROOT

TOLD = {"request_id": "4f1c2ab0", "status": 200, "actor": None}


def record(message="request", exc_info=None, **fields):
    made = logging.LogRecord("app.x", logging.INFO, "", 0, message, (), exc_info)
    made.fields = fields
    return made


def test_a_program_reads_one_object_a_line():
    line = JsonLines().format(record("two\nlines", **TOLD))

    assert "\n" not in line
    read = json.loads(line)
    assert read.pop("at").endswith("Z")
    assert read == {"level": "info", "logger": "app.x", "message": "two\nlines", **TOLD}


def test_people_read_what_is_known():
    assert TextLines().format(record(**TOLD)) == "INFO app.x request request_id=4f1c2ab0 status=200"


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_traceback_is_told(log_format):
    try:
        raise ValueError("no such thing")
    except ValueError:
        line = formatter(log_format).format(record("failed", sys.exc_info()))

    assert "Traceback" in line
    assert "no such thing" in line


def test_what_no_json_knows_is_told_in_its_own_words():
    assert json.loads(JsonLines().format(record(route=ValueError)))["route"] == str(ValueError)


def test_a_process_that_is_configured_writes_each_line_once():
    program = (
        "import logging; from app.logs import configure\n"
        "server = logging.getLogger('gunicorn.error'); server.propagate = False\n"
        "server.addHandler(logging.StreamHandler()); logging.basicConfig()\n"
        "configure('info', 'json')\n"
        "server.info('by the server'); logging.getLogger('app.x').info('by us')\n"
        "logging.getLogger('app.x').debug('not asked for')"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in lines] == ["by the server", "by us"]
