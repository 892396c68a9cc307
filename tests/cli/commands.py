"""Commands as people type them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from flask import current_app

from tests.live import ROOT, environment_of, free_port


def flask(*words: str) -> subprocess.CompletedProcess[str]:
    """`flask …` on the current application and its database, in this process."""
    app: Any = current_app
    env = environment_of(app.extensions["settings"], free_port())
    # Its own session, as a process of its own has.
    with app.app_context():
        result = app.test_cli_runner().invoke(args=words, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(words, result.exit_code, result.stdout, result.stderr)


def flask_process(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """`flask …` as a program of its own, which finds everything in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
