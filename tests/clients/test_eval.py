"""`promptside eval` against a real server and a real worker, which answers by the echo provider."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.live import ROOT, LiveApi, environment_of, free_port, running

WORKER = [sys.executable, "-m", "flask", "worker"]
EVAL = [sys.executable, "-m", "promptside", "eval"]
ITEMS = 20
JUDGED = ["--dataset", "numbers", "--evaluator", "same"]
PRODUCTION = ["--prompt", "back", "--baseline", "production"]


@dataclass
class Shell:
    """Where somebody types: a directory, and an environment with address and key."""

    api: LiveApi
    home: Path

    def environment(self, **changed):
        told = {
            "PATH": "",
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": str(ROOT / "clients/python/src"),
            "PROMPTSIDE_URL": self.api.url,
            "PROMPTSIDE_API_KEY": self.api.token,
        }
        return told | changed

    def type(self, *arguments, **changed):
        return subprocess.run(
            [*EVAL, *map(str, arguments)],
            cwd=self.home,
            env=self.environment(**changed),
            capture_output=True,
            text=True,
            timeout=120,
        )

    def file(self, name, content):
        path = self.home / name
        path.write_text(content)
        return path


@pytest.fixture(scope="module")
def served(shared_api, tmp_path_factory):
    """Twenty numbers, each expected back, and a prompt whose first version gives them back."""
    for path, body in [
        ("datasets", {"name": "numbers"}),
        ("evaluators", {"name": "same", "kind": "exact", "config": {}}),
        (
            "evaluators",
            {"name": "short", "kind": "length", "config": {"maximum": 10, "unit": "characters"}},
        ),
        ("prompts", {"name": "back", "content": "{{number}}", "activate": True}),
    ]:
        made = shared_api.call("POST", f"/api/{path}", body)
        assert made.status == 201, made.json
        if path == "datasets":
            items = [
                {"key": f"n{n}", "input": {"number": f"{n}"}, "expected": f"{n}"}
                for n in range(ITEMS)
            ]
            added = shared_api.call(
                "POST", f"/api/datasets/{made.json['id']}/items", {"items": items}
            )
            assert added.status in (200, 201), added.json
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    environment = environment_of(shared_api.settings, free_port())
    with log.open("wb") as out, running(WORKER, environment, out):
        yield shared_api


@pytest.fixture
def shell(served, tmp_path):
    return Shell(served, tmp_path)


def versions_of(api):
    (prompt,) = api.call("GET", "/api/prompts").json
    return prompt["latest_version"]["version"], prompt["active_version"]


def newest(api):
    return api.call("GET", "/api/experiments?limit=1").json[0]


def test_a_draft_that_is_worse_ends_with_1(shell):
    shell.file("back.txt", "{{number}}, I believe\n")
    told = ["--file", "back.txt", *PRODUCTION, *JUDGED]

    done = shell.type(*told, "--junit", "out/evals.xml", "--summary", "evals.md")

    assert done.returncode == 1, done.stderr
    assert "Baseline: back@1, run now." in done.stderr
    assert "draft: finished, 20 of 20" in done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "draft on numbers@1, 20 results"
    assert lines[3].startswith("same@1     0.000  1.000            -1.000 [")
    assert lines[3].endswith("  <0.001  worse: REGRESSION")
    assert "Regressed by same@1 (20):" in lines
    root = ElementTree.parse(shell.home / "out/evals.xml").getroot()
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("20", "20", "0")
    assert (shell.home / "evals.md").read_text().startswith("### ❌ Regression: draft on numbers")
    assert versions_of(shell.api) == (1, 1), "nothing was saved, and nothing moved"


def test_a_draft_that_is_as_good_ends_with_0_and_finds_its_baseline(shell):
    shell.file("back.json", '[{"role": "user", "content": "{{number}}"}]')
    told = ["--file", "back.json", *PRODUCTION, *JUDGED]

    shell.type(*told)
    done = shell.type(*told, "--json")

    assert done.returncode == 0, done.stderr
    assert "Baseline: back@1, experiment " in done.stderr
    report = json.loads(done.stdout)
    (row,) = report["evaluators"]
    assert (report["exit_code"], row["value"], row["baseline"]) == (0, 1.0, 1.0)
    assert row["difference"]["effect"] == 0

    # Twenty equal items leave room for a difference of 0.16.
    assert shell.type(*told, "--as-gate", "--max-drop", 0.2).returncode == 0
    unclear = shell.type(*told, "--as-gate", "--max-drop", 0.1)
    assert unclear.returncode == 1
    assert "not shown to be no worse than the baseline by more than 0.100" in unclear.stdout


def test_a_version_is_held_against_an_experiment(shell):
    first = json.loads(shell.type("--prompt", "back@1", *JUDGED, "--json").stdout)

    done = shell.type("--prompt", "back", "--baseline", first["experiment"]["id"], *JUDGED)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("back@1 on numbers@1, 20 results\n")

    told = ["--prompt", "back", "--baseline", first["experiment"]["id"], "--dataset", "numbers"]
    before = newest(shell.api)
    other = shell.type(*told, "--evaluator", "short")
    assert (other.returncode, other.stdout) == (2, "")
    assert "was not judged by short" in other.stderr
    assert newest(shell.api) == before, "nothing was begun"


def test_less_than_the_minimum_ends_with_1(shell):
    judged = [*JUDGED, "--evaluator", "short", "--minimum", "same=0.5"]
    shell.file("back.txt", "{{number}}!")

    assert shell.type("--prompt", "back@1", *judged).returncode == 0
    done = shell.type("--file", "back.txt", *judged)

    assert done.returncode == 1
    assert "same@1: 0.000 is below the minimum, 0.500." in done.stdout


def test_outputs_there_are_already_are_scored(shell):
    lines = [json.dumps({"key": f"n{n}", "output": str(n % 15)}) for n in range(ITEMS)]
    shell.file("outputs.jsonl", "\n".join(lines))
    told = ["--outputs", "outputs.jsonl", *JUDGED]

    fine = shell.type(*told, "--minimum", 0.75)
    assert (fine.returncode, fine.stdout.splitlines()[3].split()[1]) == (0, "0.750"), fine.stderr
    assert shell.type(*told, "--minimum", 0.76).returncode == 1


def test_outputs_there_are_already_are_held_against_what_a_prompt_did(shell):
    lines = [json.dumps({"key": f"n{n}", "output": str(n % 13)}) for n in range(ITEMS)]
    shell.file("outputs.jsonl", "\n".join(lines))
    assert shell.type("--prompt", "back@1", *JUDGED).returncode == 0

    done = shell.type("--outputs", "outputs.jsonl", *PRODUCTION, *JUDGED, "--json")

    assert done.returncode == 1, done.stderr
    (row,) = json.loads(done.stdout)["evaluators"]
    assert (row["value"], row["baseline"], row["fallen_count"]) == (0.65, 1.0, 7)
    assert [item["key"] for item in row["fallen"]] == [f"n{n}" for n in range(13, 20)]


def test_several_trials_are_one_item(shell):
    done = shell.type("--prompt", "back@1", *JUDGED, "--trials", 2, "--junit", "evals.xml")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("back@1 on numbers@1, 40 results\n")
    root = ElementTree.parse(shell.home / "evals.xml").getroot()
    assert root.get("tests") == "20"


def test_unknown_keys_of_outputs_are_named_by_their_line(shell):
    shell.file("outputs.jsonl", '{"key": "n1", "output": "1"}\n\n{"key": "no", "output": ""}\n')

    done = shell.type("--outputs", "outputs.jsonl", *JUDGED)

    assert done.returncode == 2
    assert "ine 3: the dataset has no item 'no'" in done.stderr


def test_what_goes_wrong_ends_with_2_and_says_what_to_do(shell):
    shell.file("empty.jsonl", "")
    prompt = ["--prompt", "back@1"]
    for arguments, changed, words in [
        (
            [*prompt, *JUDGED],
            {"PROMPTSIDE_API_KEY": "psk_wrong"},
            "Set PROMPTSIDE_API_KEY to a key",
        ),
        ([*prompt, *JUDGED], {"PROMPTSIDE_URL": "http://127.0.0.1:1"}, "whether the server is up"),
        ([*prompt, *JUDGED], {"PROMPTSIDE_URL": ""}, "--url"),
        (JUDGED, {}, "Give --prompt, --file or --outputs."),
        (["--prompt", "nobody", *JUDGED], {}, "nobody"),
        (["--prompt", "back@9", *JUDGED], {}, "9"),
        ([*prompt, "--dataset", "no", "--evaluator", "same"], {}, "There is no dataset 'no' here"),
        ([*prompt, "--dataset", "numbers", "--evaluator", "no"], {}, "no evaluator 'no' here"),
        ([*prompt, *JUDGED, "--minimum", "other=1"], {}, "There is no --evaluator other"),
        ([*prompt, *JUDGED, "--trials", "0"], {}, "--trials"),
        (["--file", "none.txt", *JUDGED], {}, "none.txt cannot be read"),
        (["--outputs", "empty.jsonl", *JUDGED], {}, "holds no outputs"),
        (["--file", "x", "--outputs", "y", *JUDGED], {}, "not both"),
    ]:
        done = shell.type(*arguments, **changed)

        assert done.returncode == 2, (arguments, done.stdout)
        assert words in done.stderr, (arguments, done.stderr)
        assert done.stdout == "", arguments
        assert "Traceback" not in done.stderr


def test_nothing_but_errors_is_an_error_and_no_regression(shell):
    failing = ["--parameter", 'echo={"fail": "invalid"}']

    done = shell.type("--prompt", "back@1", *JUDGED, *failing)

    assert done.returncode == 2
    assert "Nothing but errors" in done.stderr
    assert "It was told to fail as invalid" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_it_cancels_the_experiment(shell, number):
    slow = ["--parameter", 'echo={"latency_ms": 60000}', "--prompt", "back@1"]
    typed = subprocess.Popen(
        [*EVAL, *slow, *JUDGED],
        cwd=shell.home,
        env=shell.environment(),
        stderr=subprocess.PIPE,
        text=True,
        # As a terminal starts it: what runs in the background is told to ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    first = typed.stderr.readline()
    typed.send_signal(number)
    _, rest = typed.communicate(timeout=30)

    assert typed.returncode == 130
    assert first.startswith("back@1: ")
    assert "Cancelled the experiment" in rest
    assert newest(shell.api)["status"] == "cancelled"


def test_what_takes_too_long_is_cancelled(shell):
    slow = ["--parameter", 'echo={"latency_ms": 10000}', "--prompt", "back@1"]

    done = shell.type(*slow, *JUDGED, "--timeout", 1)

    assert done.returncode == 2
    assert "allow more by --timeout" in done.stderr
    assert newest(shell.api)["status"] == "cancelled"


def test_the_summary_of_a_workflow_is_appended_to(shell):
    shell.file("step.md", "What another step said.\n")
    told = ["--prompt", "back@1", *JUDGED, "--summary", shell.home / "step.md"]

    shell.type(*told, GITHUB_STEP_SUMMARY=str(shell.home / "step.md"))
    text = (shell.home / "step.md").read_text()
    assert text.startswith("What another step said.\n### ✅ No regression: back\\@1")

    shell.type(*told)
    assert (shell.home / "step.md").read_text().startswith("### ✅")
