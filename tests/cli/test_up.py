"""`flask up`: the real processes on free ports, started, killed and stopped."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

import psutil
import pytest

from app import embedded
from app.cli.up import children_for
from app.settings import Settings
from tests.embedded.users import ask, postmasters, until
from tests.live import ROOT, free_port, opener

CLEAN = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}


class Up:
    """A running `flask up` and what it prints."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.port, self.api_port = free_port(), free_port()
        environment = CLEAN | {
            "PORT": str(self.port),
            "API_PORT": str(self.api_port),
            "DATA_DIR": str(data_dir),
        }
        self.process = psutil.Popen(
            [sys.executable, "-m", "flask", "up"],
            cwd=ROOT,
            env=environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.told = threading.Condition()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self) -> None:
        for line in self.process.stdout:
            with self.told:
                self.lines.append(line)
                self.told.notify_all()

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def wait_for(self, text: str, limit: float = 90) -> str:
        with self.told:
            assert self.told.wait_for(lambda: text in self.said, limit), self.said
        return self.said

    def child(self, word: str) -> psutil.Process:
        """The one with an argument, or a title, that begins so."""
        for child in self.process.children(recursive=True):
            if any(part.startswith(word) for part in child.cmdline()):
                return child
        raise AssertionError(f"no process {word}")

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(60)
        self.reader.join()
        return code


@contextmanager
def up(data_dir: Path, **settings: str) -> Iterator[Up]:
    running = Up(data_dir, **settings)
    database, others = [], []
    try:
        running.wait_for("Promptside is ready")
        for child in running.process.children(recursive=True):
            (database if child.name() == "postgres" else others).append(child)
        assert others
        yield running
    finally:
        if running.process.is_running():
            running.process.terminate()
            running.wait()
    # Who is killed outright cannot stop the database; its next user takes it over.
    must_end = others if running.process.returncode == -signal.SIGKILL else database + others
    _, alive = psutil.wait_procs(must_end, timeout=20)
    assert alive == [], running.said


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    """One for all: what a test leaves behind is what the next start finds."""
    return tmp_path_factory.mktemp("up") / "var"


def get(port: int, path: str) -> str:
    """As a browser does."""
    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": "text/html,*/*"})
    with opener.open(request, timeout=10) as answer:
        return answer.read().decode()


def addresses(said: str) -> list[str]:
    """Those that it prints itself, not those behind a child's name."""
    own = [line for line in said.splitlines() if "│" not in line]
    return re.findall(r"http://[^\s)]+", "\n".join(own))


def test_it_starts_everything_and_ctrl_c_stops_everything(data_dir):
    with up(data_dir) as running:
        assert json.loads(get(running.api_port, "/ready"))["status"] == "ready"
        assert json.loads(get(running.port, "/ready"))["status"] == "ready"
        assert "<html" in get(running.port, "/sign-in")
        *told, link = addresses(running.wait_for("/setup?token="))
        assert told == [
            f"http://localhost:{running.port}",
            f"http://localhost:{running.port}/admin",
            f"http://127.0.0.1:{running.api_port}/api",
            f"http://127.0.0.1:{running.api_port}/api/docs",
        ]
        assert re.fullmatch(rf"http://localhost:{running.port}/setup\?token=\w+", link)
        for path in ("/", "/admin", "/api/docs", link.removeprefix(told[0])):
            assert "<html" in get(running.port, path)

        assert running.end(signal.SIGINT) == 0

    assert running.lines[-1] == "Stopped.\n"
    assert "Traceback" not in running.said
    assert not embedded.Server.of(data_dir).socket.exists()


@pytest.mark.more
def test_sigterm_stops_it_like_ctrl_c(data_dir):
    with up(data_dir) as running:
        assert running.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("setting", ["PORT", "API_PORT"])
def test_a_taken_port_is_refused_by_the_name_of_its_setting(data_dir, setting):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = Up(data_dir, **{setting: str(port)})
        assert refused.wait() == 1

    assert f"Port {port}" in refused.said
    assert f"set {setting} to another port" in refused.said
    assert "Traceback" not in refused.said


def test_a_setting_that_makes_no_sense_is_refused_in_words(data_dir):
    refused = Up(data_dir, WEB_THREADS="many")

    assert refused.wait() == 1
    assert refused.said == "WEB_THREADS must be a whole number from 1 to 65535, not 'many'.\n"


@pytest.mark.more
@pytest.mark.parametrize("word", ["worker", "next-server"])
def test_when_one_of_them_dies_everything_ends_with_its_code(data_dir, word):
    with up(data_dir) as running:
        running.child(word).kill()

        assert running.wait() == 128 + signal.SIGKILL

    assert "was ended by signal 9, so everything stops." in running.said


@pytest.mark.more
def test_an_api_that_is_killed_leaves_no_worker_process_behind(data_dir):
    with up(data_dir) as running:
        running.child("wsgi:app").kill()

        assert running.wait() == 128 + signal.SIGKILL


@pytest.mark.more
def test_killed_outright_it_leaves_nothing_and_starts_again(data_dir):
    with up(data_dir) as running:
        running.process.kill()
        running.wait()

    with up(data_dir) as running:
        assert json.loads(get(running.api_port, "/ready"))["status"] == "ready"
    assert not embedded.Server.of(data_dir).socket.exists()


@pytest.mark.more
def test_a_killed_database_is_started_again(data_dir):
    server = embedded.Server.of(data_dir)
    with up(data_dir) as running:
        (postmaster,) = postmasters(server)
        postmaster.kill()

        running.wait_for("The database had stopped and was started again.", limit=15)
        back = ask(server, "SELECT now()")
        until(lambda: is_ready(running.api_port), patience_s=5)
        until(lambda: works_since(server, back))
        assert running.end() == 0

    assert running.lines[-1] == "Stopped.\n"


def works_since(server: embedded.Server, moment: datetime) -> bool:
    beats = f"last_heartbeat > '{moment.isoformat()}'"
    return ask(server, f"SELECT count(*) FROM jobs.procrastinate_workers WHERE {beats}") > 0


def test_the_programs_find_the_data_wherever_they_start(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({"DATA_DIR": "data"})

    given = {child.name: child.environ.get("DATA_DIR") for child in children_for(settings, "node")}

    assert given == {"api": f"{tmp_path}/data", "worker": f"{tmp_path}/data", "pages": None}


# Whatever those who run the tests have asked to outlive.
HEARING = ["env", "--default-signal=HUP"]


@pytest.mark.parametrize(("before", "told"), [(HEARING, "1 2 15 "), (["nohup"], "2 15 ")])
def test_under_nohup_it_outlives_its_terminal(before, told):
    code = (
        "import os\nfrom app.cli.children import on_stop\n"
        "on_stop(lambda number, _: print(number, end=' '))\n"
        "for number in (1, 2, 15): os.kill(os.getpid(), number)\n"
    )

    done = subprocess.run(
        [*before, sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )

    assert done.stdout == told


@pytest.mark.more
def test_with_a_database_of_your_own_nothing_is_embedded(server, tmp_path):
    with server.database() as settings:
        urls = {
            "DATABASE_URL": settings.database_url,
            "DATABASE_OWNER_URL": settings.database_owner_url,
        }
        with up(tmp_path, **urls) as running:
            assert is_ready(running.api_port)

    secrets = {"encryption-key", "proxy-secret", "secret-key"}
    assert {path.name for path in tmp_path.iterdir()} == secrets


def is_ready(port: int) -> bool:
    try:
        return "ready" in get(port, "/ready")
    except OSError:
        return False


@pytest.mark.more
def test_the_first_operator_comes_from_the_environment(data_dir):
    first = {"ADMIN_EMAIL": "ada@example.org", "ADMIN_PASSWORD": "a long enough password"}
    with up(data_dir, **first) as running:
        assert "/setup?token=" not in running.said
        assert sign_in(running.api_port, *first.values()) == 200

    with up(data_dir, ADMIN_EMAIL="eve@example.org", ADMIN_PASSWORD="x" * 20) as running:
        assert sign_in(running.api_port, *first.values()) == 200
        assert sign_in(running.api_port, "eve@example.org", "x" * 20) == 401


def sign_in(port: int, email: str, password: str) -> int:
    request = Request(
        f"http://127.0.0.1:{port}/api/login",
        json.dumps({"email": email, "password": password}).encode(),
        {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"},
    )
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code
