"""`flask prompts import` and `flask prompts export`."""

import json
import subprocess
import sys

import pytest
from flask import current_app

from app.services import prompts
from tests.factories.prompts import make_prompt
from tests.factories.transfer import empty_registry, exported, line
from tests.live import ROOT, environment_of, free_port


@pytest.fixture
def caller(server):
    """In a registry of its own, which the commands reach too."""
    with empty_registry(server) as caller:
        yield caller


def flask_prompts(*arguments, data=None):
    environment = environment_of(current_app.extensions["settings"], free_port())
    return subprocess.run(
        [sys.executable, "-m", "flask", "prompts", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        input=data,
        capture_output=True,
        timeout=60,
    )


def test_the_real_collection_goes_in_with_progress_and_comes_out(caller, real_data, tmp_path):
    collection = [json.loads(row) for row in (real_data / "prompts.jsonl").open("rb")]
    count, versions = len(collection), sum(len(prompt["versions"]) for prompt in collection)

    done = flask_prompts("import", real_data / "prompts.jsonl")

    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == (
        f"{count} lines, {count} created, 0 extended, 0 unchanged, 0 refused;"
        f" {versions} versions added.\n"
    )
    told = [row for row in done.stderr.decode().splitlines() if row.startswith("line ")]
    assert len(told) == count
    assert told[0].startswith(f"line 1: created {collection[0]['name']}, ")

    out = tmp_path / "prompts.jsonl"
    done = flask_prompts("export", out)

    assert (done.returncode, done.stdout) == (0, b"")
    assert f"{count} prompts exported." in done.stderr.decode().splitlines()
    assert [json.loads(row) for row in out.open("rb")] == exported(caller)
    assert list(tmp_path.iterdir()) == [out]


def test_an_export_to_standard_output_is_nothing_but_lines(caller):
    make_prompt("é", content="\u2028")

    done = flask_prompts("export")

    assert json.loads(done.stdout)["name"] == "é"
    assert done.stdout.count(b"\n") == 1


def test_refused_lines_are_told_and_make_the_command_fail(caller):
    data = json.dumps(line("good")).encode() + b'\n{"name": "bad"}\n'

    done = flask_prompts("import", "-", data=data)

    assert done.returncode == 1
    assert "line 2: refused bad: versions: Missing." in done.stderr.decode()
    assert done.stdout.startswith(b"2 lines, 1 created,")
    assert prompts.find_prompt(caller, "good").active_version == 1


def test_a_dry_run_writes_nothing(caller):
    done = flask_prompts("import", "--dry-run", "-", data=json.dumps(line("a")).encode())

    assert done.stdout.endswith(b"; 1 version would be added.\n")
    assert exported(caller) == []


def test_a_file_or_project_that_is_not_there_is_said_in_words(caller, tmp_path):
    missing = flask_prompts("import", tmp_path / "none.jsonl")
    nowhere = flask_prompts("export", tmp_path / "none" / "out.jsonl")
    unknown = flask_prompts("export", "--project", "none")

    assert "No such file" in missing.stderr.decode()
    assert "cannot be written" in nowhere.stderr.decode()
    assert unknown.stderr.decode().endswith("Error: There is no project 'none'.\n")
    assert [run.returncode for run in (missing, nowhere, unknown)] == [2, 1, 1]
