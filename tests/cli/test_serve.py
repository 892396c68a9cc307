"""The server programs: granian by `flask serve`, and gunicorn, its tested alternative."""

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from urllib.error import HTTPError, URLError
from urllib.request import Request

import psycopg
import pytest

from app.settings import Settings
from tests.factories.access import make_key
from tests.live import ROOT, environment_of, free_port, opener, running, wait_for

GRANIAN = [sys.executable, "-m", "flask", "serve"]
GUNICORN = [
    *(sys.executable, "-m", "gunicorn"),
    *("-c", "docker/gunicorn.conf.py", "wsgi:app"),
]

# Until it has ended, gunicorn leaves new connections in its queue, unread, and then resets them.
# Either may close one whose request is not there whole: such a request was never taken.
TURNED_AWAY = {"granian": {"refused", "cut off"}, "gunicorn": {"refused", "reset", "cut off"}}
PROGRAMS = pytest.mark.parametrize(
    "program",
    [
        pytest.param(GRANIAN, id="granian"),
        pytest.param(GUNICORN, id="gunicorn", marks=pytest.mark.more),
    ],
)


@PROGRAMS
def test_sigterm_loses_no_request(program, real_app, tmp_path, request):
    settings, port = real_app.extensions["settings"], free_port()
    url, log = f"http://127.0.0.1:{port}", tmp_path / "api.log"
    token, name = make_key().token, request.node.callspec.id
    with log.open("wb") as out, running(program, environment_of(settings, port), out) as process:
        wait_for(f"{url}/ready", process, log)
        prompt = send(url, token, "/api/prompts", {"name": "load", "content": "0"})
        load = Load(f"{url}/api/prompts/{json.loads(prompt)['id']}/versions", token)
        with load:
            load.wait_for_answers(20)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, log.read_text()

    assert load.outcomes.keys() <= {"saved"} | TURNED_AWAY[name], load.outcomes
    numbers = [number for (number,) in versions(settings)]
    assert sorted(load.saved) == numbers[1:], "what was acknowledged is what is stored"


@PROGRAMS
def test_it_refuses_another_schema_and_names_the_command(program, server):
    server.run_sql("CREATE DATABASE never_migrated OWNER promptside_owner")
    try:
        environment = environment_of(server.settings("never_migrated"), free_port())
        done = subprocess.run(
            program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )
    finally:
        server.run_sql("DROP DATABASE never_migrated WITH (FORCE)")

    assert done.returncode != 0
    assert "run `flask migrate` first" in done.stderr
    assert "Traceback" not in done.stderr


@PROGRAMS
def test_it_starts_while_the_database_is_away_and_says_so(program, server, tmp_path):
    settings = server.settings("no_such_database")
    port, log = free_port(), tmp_path / "api.log"
    with log.open("wb") as out, running(program, environment_of(settings, port), out) as process:
        wait_for(f"http://127.0.0.1:{port}/live", process, log)

        with pytest.raises(HTTPError) as refused:
            opener.open(f"http://127.0.0.1:{port}/ready", timeout=20)

    with refused.value:
        assert refused.value.code == 503
        assert refused.value.headers["Retry-After"]
        assert json.loads(refused.value.read())["checks"]["database"] == "away"


@PROGRAMS
def test_each_line_of_its_log_is_json_where_programs_read_it(program, real_app, tmp_path):
    settings, port, log = real_app.extensions["settings"], free_port(), tmp_path / "api.log"
    environment = environment_of(settings, port) | {"LOG_FORMAT": "json"}
    with log.open("wb") as out, running(program, environment, out) as process:
        wait_for(f"http://127.0.0.1:{port}/ready", process, log)

    lines = [json.loads(line) for line in log.read_text().splitlines()]
    told = [line for line in lines if line["message"] == "request"]
    assert len(lines) > len(told) >= 1
    assert {line["route"] for line in told} == {"/ready"}
    assert told[-1]["status"] == 200


class Load:
    """Eight programs that save one version after the other, each over a new connection."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.outcomes: Counter[str] = Counter()
        self.saved: list[int] = []
        self.over = threading.Event()
        self.lock = threading.Condition()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(8)]

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def wait_for_answers(self, count: int) -> None:
        with self.lock:
            assert self.lock.wait_for(lambda: self.outcomes["saved"] >= count, timeout=60)

    def run(self, number: int) -> None:
        tries = 0
        while not self.over.is_set():
            tries += 1
            outcome, version = self.save(f"{number} {tries}")
            with self.lock:
                self.outcomes[outcome] += 1
                self.saved += [version] if version else []
                self.lock.notify_all()
            if outcome != "saved":
                return

    def save(self, content: str) -> tuple[str, int | None]:
        try:
            answer = send(self.url, self.token, "", {"content": content})
        except OSError as error:
            reason = error.reason if isinstance(error, URLError) else error
            known = {
                ConnectionRefusedError: "refused",
                ConnectionResetError: "reset",
                # Before all of it was sent.
                BrokenPipeError: "cut off",
            }
            return known.get(type(reason), repr(error)), None
        return "saved", json.loads(answer)["version"]


def send(url: str, token: str, path: str, body: dict) -> bytes:
    request = Request(url + path, json.dumps(body).encode(), method="POST")
    request.add_header("Authorization", f"Bearer {token}")
    request.add_header("Content-Type", "application/json")
    with opener.open(request, timeout=30) as answer:
        return answer.read()


def versions(settings: Settings) -> list[tuple[int]]:
    url = settings.database_owner_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT version FROM prompt_versions ORDER BY 1").fetchall()
