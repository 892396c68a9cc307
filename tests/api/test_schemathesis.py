"""Schemathesis over the whole document: examples, coverage, fuzzing and stateful."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.db import db, transaction
from app.schemas import examples
from app.services import releases
from tests.factories.access import make_person, the_system
from tests.factories.prompts import make_prompt
from tests.live import ROOT

HERE = Path(__file__).parent
DOCUMENT = ROOT / "docs" / "openapi.json"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
VERSIONS = 3
METHODS = {"get", "put", "post", "patch", "delete"}


def run(api, tmp_path, seconds, prompt_count, *options):
    """Returns how many requests were sent."""
    make_person("ada", password=examples.SIGN_IN["password"])
    prompts = [make_prompt("support/summarise", versions=VERSIONS)]
    prompts += [make_prompt(f"random/{n}", versions=VERSIONS) for n in range(prompt_count)]
    with transaction():
        for prompt in prompts:
            releases.activate(the_system(), prompt.id, 2)
    command = [
        *(SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", DOCUMENT),
        *("--url", api.url, "--header", f"Authorization: Bearer {api.token}"),
        *("--max-failures", "20", *options),
    ]
    notes = tmp_path / "answered"
    ours = {
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "NO_COLOR": "1",
        "ANSWERED": str(notes),
        "PROMPTS": " ".join(str(prompt.id) for prompt in prompts),
        "VERSIONS": str(VERSIONS),
    }
    db.session.remove()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | ours, capture_output=True, text=True, timeout=seconds
    )
    assert done.returncode == 0, done.stdout + done.stderr
    log = (tmp_path / "api.log").read_text()
    assert "Traceback" not in log, log
    answered = [line.split(" ", 1) for line in notes.read_text().splitlines()]
    succeeded = {operation for status, operation in answered if status < "400"}
    # The first operator's link is used up, or was never made.
    assert operations() - succeeded == {"POST /api/setup"}
    return len(answered)


def operations():
    paths = json.loads(DOCUMENT.read_text())["paths"]
    return {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in METHODS & set(methods)
    }


def test_the_api_is_what_its_document_says(live_api, tmp_path):
    assert run(live_api, tmp_path, 300, 50, "--max-examples", "12", "--seed", "1") > 500


@pytest.mark.more
def test_so_it_is_through_ten_thousand_requests(live_api, tmp_path):
    assert run(live_api, tmp_path, 1200, 500, "--max-examples", "1000") > 10_000
