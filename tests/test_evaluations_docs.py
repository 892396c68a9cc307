"""The commands of docs/EVALUATIONS.md, run one after the other as they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from app.models.access import SCOPES
from tests.factories.access import make_key
from tests.live import ROOT, LiveApi, environment_of, free_port, running

BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "EVALUATIONS.md").read_text(), re.S)


def test_every_command_does_what_the_page_says(live_api: LiveApi, tmp_path: Path):
    # As `pip install ./clients/python` puts it there.
    command = tmp_path / "promptside"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m promptside "$@"\n')
    command.chmod(0o755)
    env = {
        "PATH": f"{tmp_path}:{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT / "clients/python/src"),
        "HOME": str(tmp_path),
        "PROMPTSIDE_URL": live_api.url,
        "PROMPTSIDE_API_KEY": make_key(scopes=SCOPES).token,
    }
    worker = [sys.executable, "-m", "flask", "worker"]
    # As somebody types them: into one shell, whose last word is that of the last command.
    typed = "\n".join(["set -e", *BLOCKS]).replace("curl -s ", "curl -sS --fail-with-body ")
    with (
        (tmp_path / "worker.log").open("wb") as log,
        running(worker, environment_of(live_api.settings, free_port()), log),
    ):
        done = subprocess.run(
            ["bash", "-c", typed], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=90
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "right team" in done.stdout
