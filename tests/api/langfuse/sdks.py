"""Langfuse's real SDKs, each in a process of its own, told nothing but where we are and a key."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.factories.access import MadeKey, make_key
from tests.live import LiveApi

PROGRAMS = Path(__file__).with_name("programs")
SCOPES = ("read", "write", "release", "ingest")
JAVASCRIPT = {
    "@langfuse/client": "^5",
    "@langfuse/otel": "^5",
    "@langfuse/tracing": "^5",
    "@opentelemetry/sdk-node": "*",
    "langfuse": "^3",
}


def run(command: list[str | Path], live_api: LiveApi, cwd: Path | None = None, **env: str) -> Any:
    """What the program printed last, which is JSON; it fails if a report was complained of."""
    key = make_key(scopes=SCOPES)
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(live_api.url, key) | env,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    assert "prompts" in str(command) or "rror" not in done.stderr, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def environment(url: str, key: MadeKey) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LANGFUSE_HOST": url,
        "LANGFUSE_BASE_URL": url,
        "LANGFUSE_BASEURL": url,
        "LANGFUSE_PUBLIC_KEY": key.row.prefix,
        "LANGFUSE_SECRET_KEY": key.token,
    }


def older_python(home: Path) -> Path:
    """An interpreter with version 4 of the SDK; made once."""
    interpreter = home / "bin/python"
    with alone_in(home):
        if not (home / "done").exists():
            venv.create(home, with_pip=True, clear=True)
            install([interpreter, "-m", "pip", "install", "--quiet", "langfuse>=4,<5"])
            (home / "done").touch()
    return interpreter


def javascript(home: Path) -> Path:
    """A directory with the SDKs for JavaScript and our programs; the SDKs are fetched once."""
    with alone_in(home):
        if not (home / "done").exists():
            package = {"private": True, "dependencies": JAVASCRIPT}
            (home / "package.json").write_text(json.dumps(package))
            install(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=home)
            (home / "done").touch()
        for program in PROGRAMS.glob("*.mjs"):
            shutil.copy(program, home)
    return home


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """One process of the test run at a time."""
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(command: list[Any], cwd: Path | None = None) -> None:
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
