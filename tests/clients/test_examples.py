"""The example workflow, and what the client's README tells people to type."""

import re
import shlex

import pytest
import yaml
from promptside.commands import evaluate

from tests.live import ROOT

HOME = ROOT / "clients/python"
WORKFLOW = yaml.safe_load((HOME / "examples/github-workflow.yml").read_text())
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
TYPED = [
    *(step["run"] for step in STEPS if step.get("run", "").startswith("promptside ")),
    *re.findall(r"^    (promptside eval (?:.*\\\n)*.*)", (HOME / "README.md").read_text(), re.M),
]


def test_every_action_is_pinned_to_a_commit():
    used = [step["uses"] for step in STEPS if "uses" in step]

    assert len(used) == 3
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name)] == []


def test_the_workflow_may_only_read_and_takes_no_secret_to_a_fork():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "pull_request" in WORKFLOW[True], "YAML reads `on` as true"
    (job,) = WORKFLOW["jobs"].values()
    assert "head.repo.full_name == github.repository" in job["if"]
    # What a pull request may say is no part of a script, only of the environment.
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("line", TYPED)
def test_what_is_typed_is_understood(line, monkeypatch):
    monkeypatch.setenv("PROMPTSIDE_URL", "http://localhost:8000")
    monkeypatch.setenv("PROMPTSIDE_API_KEY", "k")
    command, name, *arguments = shlex.split(line.replace("\\\n", ""))

    context = evaluate.make_context("eval", arguments)

    assert (command, name) == ("promptside", "eval")
    assert context.params["dataset"]


def test_every_example_is_tried():
    assert len(TYPED) == 4
