"""Commands as people type them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from flask import current_app

from tests.live import ROOT, environment_of, free_port


def flask(*words: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`flask …`, on the database of the current application unless an environment is given."""
    env = env or environment_of(current_app.extensions["settings"], free_port())
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
