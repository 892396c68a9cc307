"""`flask worker`, and asking whether one is running."""

import subprocess
import sys
import time

from tests.live import ROOT, environment_of, free_port, running

WORKER = [sys.executable, "-m", "flask", "worker"]


def check(environment) -> int:
    return subprocess.run([*WORKER, "--check"], cwd=ROOT, env=environment).returncode


def test_it_is_known_to_run_until_it_is_stopped(real_app, tmp_path):
    environment = environment_of(real_app.extensions["settings"], free_port())
    assert check(environment) == 1

    with (tmp_path / "worker.log").open("wb") as out, running(WORKER, environment, out) as worker:
        deadline = time.monotonic() + 60
        while check(environment) != 0:
            assert worker.poll() is None
            assert time.monotonic() < deadline

    assert worker.returncode == 0
    assert check(environment) == 1
