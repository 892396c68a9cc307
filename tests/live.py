"""Real server programs on free ports of the loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from flask import Flask

from app.settings import Settings
from tests.factories.access import make_key

ROOT = Path(__file__).parent.parent
opener = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class LiveApi:
    """`flask serve` as it runs in production, with a key of the project `default`."""

    url: str
    token: str
    settings: Settings
    process: subprocess.Popen[bytes]

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        if body is None:
            return self.send(method, path, None, headers)
        told = {"Content-Type": "application/json"} | (headers or {})
        return self.send(method, path, json.dumps(body).encode(), told)

    def send(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str] | None = None
    ) -> Answer:
        request = Request(self.url + path, data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


@contextmanager
def live_api_on(app: Flask, log: Path, **extra: str) -> Iterator[LiveApi]:
    """Serve an application's database by the real server program."""
    settings: Settings = app.extensions["settings"]
    token = make_key().token
    port = free_port()
    env = environment_of(settings, port) | extra
    with (
        log.open("wb") as out,
        running([sys.executable, "-m", "flask", "serve"], env, out) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/ready", process, log)
        yield LiveApi(url, token, settings, process)


def environment_of(settings: Settings, api_port: int, port: int = 3000) -> dict[str, str]:
    return os.environ | {
        "APP_ENV": settings.environment,
        "API_PORT": str(api_port),
        "PORT": str(port),
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url or "",
        "DATABASE_OWNER_URL": settings.database_owner_url or "",
        "SECRET_KEY": settings.secret_key,
        "PROXY_SECRET": settings.proxy_secret,
        "ENCRYPTION_KEYS": ",".join(settings.encryption_keys),
        "PUBLIC_URL": f"http://localhost:{port}",
        "FLASK_APP": "wsgi.py",
    }


@contextmanager
def running(
    command: list[str], env: dict[str, str], out: Any, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, limit: float = 60) -> None:
    """Until it answers; what the program said is shown if it never does."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with opener.open(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer:\n{log.read_text()}")
