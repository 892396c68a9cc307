"""What the README tells people to type works as it stands."""

import json
import re
import subprocess
import sys
from textwrap import dedent
from urllib.parse import urlsplit

import pytest

from tests.live import ROOT, environment_of, running

STRICT = 'curl() { command curl --fail-with-body "$@"; }\n'
"""A refusal is no failure to curl unless one says so."""


@pytest.fixture
def directory(tmp_path):
    """As the checkout looks to somebody who types there, with a file to import."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "wsgi.py").symlink_to(ROOT / "wsgi.py")
    (tmp_path / "prompts.jsonl").write_text('{"name": "mine", "versions": [{"content": "Hi"}]}\n')
    return tmp_path


def commands_of(title):
    """The indented blocks below a heading of the README."""
    chapter = (ROOT / "README.md").read_text().split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return "".join(map(dedent, re.findall(r"(?:^ {4}.*\n)+", chapter, re.M)))


def test_the_first_five_minutes(live_api, directory):
    address = urlsplit(live_api.url)
    typed = commands_of("The first five minutes").replace("localhost:8000", address.netloc)

    env = environment_of(live_api.settings, address.port) | {"NO_PROXY": address.hostname}
    worker = [sys.executable, "-m", "flask", "worker"]

    with (directory / "worker.log").open("wb") as log, running(worker, env, log):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", STRICT + typed],
            cwd=directory,
            env=env,
            capture_output=True,
            text=True,
        )

    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = live_api.call("GET", "/api/runs").json
    assert (run["status"], run["prompt_version"]) == ("succeeded", 1)
    served = live_api.call("GET", "/api/prompts/by-name/support/summarise").json["active"]
    assert served["version"] == 1
    rows = (directory / "everything.jsonl").read_text().splitlines()
    told = {row["name"]: row for row in map(json.loads, rows)}
    assert set(told) == {"mine", "support/summarise"}
    moves = [release["to_version"] for release in told["support/summarise"]["releases"]]
    assert moves == [1, 2, 1], "activated, and rolled back"
