"""Schemathesis over the whole document: examples, coverage, fuzzing and stateful."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.db import db, transaction
from app.models.access import SCOPES
from app.schemas import examples
from app.services import releases
from tests.factories.access import make_invitation, make_key, make_person, the_system
from tests.factories.prompts import make_prompt
from tests.live import ROOT

HERE = Path(__file__).parent
DOCUMENT = ROOT / "docs" / "openapi.json"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
VERSIONS = 3
METHODS = {"get", "put", "post", "patch", "delete"}


# One-time links that are used up or were never made; no provider to sign in by; for operators.
NEVER = {
    "POST /api/setup",
    "POST /api/invitations/accept",
    "POST /api/password-reset",
    "GET /api/oidc/login",
    "GET /api/oidc/callback",
    "POST /api/projects",
}
# For people: a key has no account. What they are answered is asked in tests/access.
ACCOUNT = "/api/account"


def run(api, tmp_path, seconds, things, *options, key=None):
    """How often each operation was answered by which status."""
    make_person("ada", password=examples.SIGN_IN["password"], operator=True)
    prompts = [make_prompt("support/summarise", versions=VERSIONS)]
    prompts += [make_prompt(f"random/{n}", versions=VERSIONS) for n in range(things)]
    with transaction():
        for prompt in prompts:
            releases.activate(the_system(), prompt.id, 2)
    known = {
        "prompt_id": [prompt.id for prompt in prompts],
        "project_id": [the_system().project_id],
        "person_id": [make_person(f"member-{n}").id for n in range(things)],
        "key_id": [make_key(f"key-{n}").row.id for n in range(things)],
        "invitation_id": [make_invitation().id for n in range(things)],
    }
    command = [
        *(SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", DOCUMENT),
        *("--url", api.url, "--max-failures", "20", *options),
    ]
    if key:
        command += ["--header", f"Authorization: Bearer {key.token}"]
    notes = tmp_path / "answered"
    ours = {
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "NO_COLOR": "1",
        "ANSWERED": str(notes),
        "KNOWN": json.dumps(known, default=str),
        "OWN_KEY": str(key and key.row.id),
        "VERSIONS": str(VERSIONS),
    }
    db.session.remove()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | ours, capture_output=True, text=True, timeout=seconds
    )
    assert done.returncode == 0, done.stdout + done.stderr
    log = (tmp_path / "api.log").read_text()
    assert "Traceback" not in log, log
    return Counter(tuple(line.split(" ", 1)) for line in notes.read_text().splitlines())


def run_with_key(api, tmp_path, seconds, things, *options):
    """Returns how many requests were sent."""
    key = make_key("every scope", scopes=SCOPES)
    answered = run(api, tmp_path, seconds, things, *options, key=key)
    succeeded = {operation for status, operation in answered if status < "400"}
    assert operations() - succeeded == NEVER | {
        operation for operation in operations() if operation.split()[1].startswith(ACCOUNT)
    }
    return answered.total()


def operations(*, is_open=False):
    """All, or those without security."""
    paths = json.loads(DOCUMENT.read_text())["paths"]
    return {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in METHODS & set(methods)
        if not is_open or methods[method]["security"] == []
    }


def test_the_api_is_what_its_document_says(live_api, tmp_path):
    assert run_with_key(live_api, tmp_path, 300, 50, "--max-examples", "4", "--seed", "1") > 500


def test_without_credentials_nothing_answers_but_what_is_open(live_api, tmp_path):
    answered = run(
        live_api, tmp_path, 300, 3, "--phases", "examples,fuzzing", "--max-examples", "3"
    )

    closed = operations() - operations(is_open=True)
    told = {status for status, operation in answered if operation in closed}
    assert told == {"401"}
    assert {operation for _, operation in answered} == operations()


@pytest.mark.more
def test_so_it_is_through_ten_thousand_requests(live_api, tmp_path):
    assert run_with_key(live_api, tmp_path, 1800, 500, "--max-examples", "330") > 10_000
