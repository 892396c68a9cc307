"""Schemathesis over the whole document: examples, coverage, fuzzing and stateful."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from app.db import db, transaction
from app.models.access import SCOPES
from app.schemas import examples
from app.services import experiments, releases, runs, traces
from tests.factories.access import make_invitation, make_key, make_person, the_system
from tests.factories.connections import make_connection
from tests.factories.datasets import make_dataset, put
from tests.factories.experiments import put_dataset, put_evaluator
from tests.factories.gates import make_gate, make_items, make_judging
from tests.factories.otlp import sent_span
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, carried_out
from tests.factories.telemetry import make_masking_rule, make_price
from tests.live import ROOT, environment_of, free_port, running

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
    over = [carried_out(ask_for_run(group_id=uuid4())) for _ in range(3)]
    known = {
        "run_id": [run.id for run in over] + [cancelled().id for _ in range(things)],
        "group_id": [run.group_id for run in over],
        "prompt_id": [prompt.id for prompt in prompts],
        "project_id": [the_system().project_id],
        "person_id": [make_person(f"member-{n}").id for n in range(things)],
        "connection_id": [
            make_connection(f"echo-{n}", provider="echo", api_key=None).id
            for n in range(min(things, 50))
        ],
        "key_id": [make_key(f"key-{n}").row.id for n in range(things)],
        "invitation_id": [make_invitation().id for n in range(things)],
        "price_id": [make_price(f"model-{n}").id for n in range(things)],
        "dataset_id": [make_versions(f"dataset-{n}").id for n in range(things)],
        "rule_id": [make_masking_rule(f"rule-{n}").id for n in range(min(things, 20))],
    }
    judging = put_evaluator("short enough")
    few, exact = make_items("few"), make_judging()
    known |= {
        "evaluator_id": [judging.id, put_evaluator("the same").id],
        "gate_id": [make_gate(few, exact, tag=f"guarded {n}").id for n in range(min(things, 20))],
        "gate": [[few.id, exact.id]],
    }
    dataset = put_dataset([{"key": "parcel", "input": {"subject": "a parcel"}}], "tickets")
    # Those that are over cannot be cancelled, unless they were.
    known["experiment_id"] = [called_off(dataset) for _ in range(things)]
    traced = [make_traced(n) for n in range(things)]
    known |= {
        "trace_id": [span.trace_id.hex for span in traced],
        "span_id": [examples.SPAN_ID],
        "session_id": [span.session_id for span in traced],
    }
    command = [
        *(SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", DOCUMENT),
        *("--url", api.url, "--max-failures", "20", *options),
    ]
    if key:
        command += ["--header", f"Authorization: Bearer {key.token}"]
    notes, things_known = tmp_path / "answered", tmp_path / "known.json"
    things_known.write_text(json.dumps(known, default=str))
    ours = {
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "NO_COLOR": "1",
        "ANSWERED": str(notes),
        "KNOWN": str(things_known),
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


def make_versions(name):
    """A dataset with as many versions as the prompts have."""
    dataset = make_dataset(name)
    for number in range(VERSIONS):
        put(dataset, {"key": examples.DATASET_ITEM["key"], "input": number})
    return dataset


def make_traced(number):
    """A trace whose span every other one has as well."""
    span_id = bytes.fromhex(examples.SPAN_ID)
    span = sent_span(trace_id=uuid4(), span_id=span_id, session_id=f"session-{number}")
    with transaction():
        traces.store_spans(the_system(), [span])
    return span


def called_off(dataset):
    """An experiment that was cancelled before any worker could have seen it."""
    asked = {"dataset": dataset.id, "prompts": [{"content": "{{ subject }}"}]}
    asked["evaluators"] = [{"name": "short enough"}]
    with transaction():
        (made,) = experiments.create_experiments(the_system(), **asked)
        return experiments.cancel_experiment(the_system(), made.id).id


def cancelled():
    """What a worker leaves alone, and may be cancelled again."""
    with transaction():
        return runs.cancel_run(the_system(), ask_for_run().id)


def run_with_key(api, tmp_path, seconds, things, *options):
    """Returns how many requests were sent."""
    key = make_key("every scope", scopes=SCOPES)
    # Or who waits for a run would wait in vain.
    worker = [sys.executable, "-m", "flask", "worker"]
    with (
        (tmp_path / "worker.log").open("wb") as log,
        running(worker, environment_of(api.settings, free_port()), log),
    ):
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
    assert run_with_key(live_api, tmp_path, 900, 50, "--max-examples", "8", "--seed", "1") > 500


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
    assert (
        run_with_key(live_api, tmp_path, 1800, 300, "--max-examples", "50", "--seed", "2") > 10_000
    )
