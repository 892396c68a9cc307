"""What lies about in a data directory that was not left in peace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import embedded
from app.embedded import EmbeddedError, Server, serving
from app.embedded.programs import find_programs
from tests.embedded.users import ask, postmasters, using

pytestmark = pytest.mark.more


@pytest.fixture
def stopped(kept_dir: Path) -> Server:
    return Server.of(kept_dir)


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen]:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.communicate()


def leave_behind(server: Server, pid: object) -> None:
    """What a killed server leaves, had it been this process."""
    (server.cluster / "postmaster.pid").write_text(
        f"{pid}\n{server.cluster}\n1795000000\n5432\n{server.socket_dir}\n\n  1234567  0\nready\n"
    )
    Path(f"{server.socket}.lock").write_text(f"{pid}\n{server.cluster}\n")
    server.socket.touch()


def test_a_stale_pid_of_a_living_process_harms_nobody(stopped: Server, bystander: subprocess.Popen):
    leave_behind(stopped, bystander.pid)

    with embedded.running(stopped.data_dir, durable=False):
        assert ask(stopped, "SELECT answer FROM kept") == 42

    assert bystander.poll() is None


def test_a_stale_pid_of_another_postgres_harms_nobody(stopped: Server, open_dir: Path):
    with using(open_dir / "other") as user:
        user.wait_until_it_runs()
        other = Server.of(open_dir / "other")
        (postmaster,) = postmasters(other)
        leave_behind(stopped, postmaster.pid)

        with embedded.running(stopped.data_dir, durable=False):
            assert ask(stopped, "SELECT answer FROM kept") == 42

        assert postmasters(other) == [postmaster]
        user.leave()


@pytest.mark.parametrize("written", ["", "12", "\0\0no number"])
def test_a_broken_pid_file_is_in_nobodys_way(stopped: Server, written: str):
    leave_behind(stopped, 1)
    (stopped.cluster / "postmaster.pid").write_text(written)

    with embedded.running(stopped.data_dir, durable=False):
        assert ask(stopped, "SELECT answer FROM kept") == 42


def test_a_copy_taken_while_it_ran_is_a_database_of_its_own(data_dir: Path, open_dir: Path):
    with embedded.running(data_dir) as server:
        ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        subprocess.run(["cp", "-a", data_dir, open_dir / "copy"], check=True)

        with embedded.running(open_dir / "copy") as copy:
            assert ask(copy, "SELECT answer FROM kept") == 42
            ask(copy, "DROP TABLE kept")

        assert ask(server, "SELECT answer FROM kept") == 42


@pytest.fixture
def started_by_hand(stopped: Server) -> Iterator[Server]:
    programs = find_programs(stopped)
    elsewhere = f"-k {stopped.log_dir} -c listen_addresses= -F"
    words = ["-D", str(stopped.cluster), "-w", "-l", str(stopped.log_dir / "hand.log")]
    programs.run("pg_ctl", *words, "-o", elsewhere, "start")
    yield stopped
    programs.run("pg_ctl", *words, "-m", "fast", "stop")


def test_a_server_that_somebody_started_by_hand_is_refused_and_left_alone(started_by_hand: Server):
    with pytest.raises(EmbeddedError, match=r"pg_ctl -D .* stop"):
        embedded.running(started_by_hand.data_dir).__enter__()

    assert len(postmasters(started_by_hand)) == 1


def test_where_processes_cannot_be_looked_at_postgres_refuses_by_itself(
    started_by_hand: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(serving, "PROCESSES", tmp_path / "none")

    with pytest.raises(EmbeddedError, match=r'lock file "postmaster.pid" already exists'):
        embedded.running(started_by_hand.data_dir).__enter__()

    assert len(postmasters(started_by_hand)) == 1


def test_the_data_of_another_major_version_is_refused_untouched(stopped: Server):
    (stopped.cluster / "PG_VERSION").write_text("9\n")
    before = sorted((p, p.stat().st_mtime_ns) for p in stopped.cluster.rglob("*"))

    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 9.*pg_dump of version 9"):
        embedded.running(stopped.data_dir).__enter__()

    assert sorted((p, p.stat().st_mtime_ns) for p in stopped.cluster.rglob("*")) == before


def test_a_directory_that_is_no_database_is_refused(stopped: Server):
    shutil.rmtree(stopped.cluster)
    (stopped.cluster / "precious").mkdir(parents=True)

    with pytest.raises(EmbeddedError, match="not a PostgreSQL data directory"):
        embedded.running(stopped.data_dir).__enter__()

    assert (stopped.cluster / "precious").is_dir()


def test_a_server_that_cannot_start_says_why(stopped: Server):
    with (stopped.cluster / "postgresql.conf").open("a") as conf:
        conf.write("work_mem = 'a lot'\n")

    with pytest.raises(EmbeddedError, match=r"did not start:(.|\n)*work_mem"):
        embedded.running(stopped.data_dir).__enter__()
