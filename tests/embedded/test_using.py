"""Who starts the server, who joins it, and who stops it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import embedded
from app.embedded import EmbeddedError, Server, serving
from app.embedded import using as using_module
from app.embedded.locks import alone
from tests.embedded.users import ask, log_of, machine, postmasters, started_at, until, using

STARTING = "starting PostgreSQL"


@pytest.mark.more
def test_it_serves_both_roles_while_in_use(data_dir: Path):
    with embedded.running(data_dir, durable=False) as server:
        for role in ("promptside_app", "promptside_owner"):
            assert ask(server, "SELECT current_user", role) == role

    assert postmasters(server) == []
    assert "database system is shut down" in log_of(server)


def test_what_was_written_is_there_the_next_time(data_dir: Path):
    with embedded.running(data_dir) as server:
        ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")

    with embedded.running(data_dir) as server:
        assert ask(server, "SELECT answer FROM kept") == 42


@pytest.mark.more
def test_six_processes_at_once_start_one_server(data_dir: Path):
    with ExitStack() as stack:
        users = [stack.enter_context(using(data_dir, at_once=False)) for _ in range(6)]
        for user in users:
            user.wait_until_ready()
        for user in users:
            user.begin()
        for user in users:
            user.wait_until_it_runs()
        server = Server.of(data_dir)

        assert len(postmasters(server)) == 1
        assert log_of(server).count(STARTING) == 1

        for user in users:
            user.leave()
        assert postmasters(server) == []


@pytest.mark.more
def test_the_last_one_out_stops_it(kept_dir: Path):
    with using(kept_dir) as first, using(kept_dir) as second:
        first.wait_until_it_runs()
        second.wait_until_it_runs()
        server = Server.of(kept_dir)
        started = started_at(server)

        first.leave()
        assert started_at(server) == started

        second.leave()
        assert postmasters(server) == []


@pytest.mark.more
def test_a_user_may_be_inside_another_in_one_process(kept_dir: Path):
    with embedded.running(kept_dir, durable=False) as server:
        with embedded.running(kept_dir, durable=False):
            pass

        assert ask(server, "SELECT 1") == 1


@pytest.mark.more
def test_a_server_whose_users_were_killed_is_adopted_and_stopped(kept_dir: Path):
    server = Server.of(kept_dir)
    with using(kept_dir) as user:
        user.wait_until_it_runs()
        started = started_at(server)
        user.kill()

    with embedded.running(kept_dir, durable=False):
        assert started_at(server) == started

    assert postmasters(server) == []


@pytest.mark.more
def test_a_start_killed_half_way_is_made_good(data_dir: Path):
    server = Server.of(data_dir)
    with using(data_dir) as user:
        until(lambda: (server.home / "data.new" / "base").exists())
        user.kill()

    with embedded.running(data_dir, durable=False):
        assert ask(server, "SELECT current_user", "promptside_app") == "promptside_app"


@pytest.mark.more
def test_a_start_that_is_interrupted_leaves_no_server(kept_dir: Path):
    server = Server.of(kept_dir)
    with using(kept_dir) as user:
        until(lambda: bool(postmasters(server)))
        user.process.send_signal(signal.SIGINT)
        user.process.communicate(timeout=60)

    assert user.process.returncode not in (0, None)
    assert postmasters(server) == []


@pytest.mark.more
def test_a_tied_server_ends_cleanly_with_a_killed_parent(kept_dir: Path):
    server = Server.of(kept_dir)
    stops_before = log_of(server).count("database system is shut down")
    with using(kept_dir, tied=True) as user:
        user.wait_until_it_runs()
        user.kill()

    until(lambda: not postmasters(server))
    until(lambda: log_of(server).count("database system is shut down") == stops_before + 1)


@pytest.mark.more
def test_a_process_that_holds_it_stops_it_at_its_exit(kept_dir: Path):
    code = (
        "import sys; from pathlib import Path; from app import embedded;"
        "embedded.hold(Path(sys.argv[1])); embedded.hold(Path(sys.argv[1]));"
        "print('held', flush=True); raise KeyboardInterrupt"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(kept_dir)], capture_output=True, text=True, check=False
    )

    assert done.stdout == "held\n"
    assert postmasters(Server.of(kept_dir)) == []


@pytest.mark.more
def test_a_forked_child_does_not_stop_it_for_its_parent(kept_dir: Path):
    user = embedded.running(kept_dir, durable=False)
    server = user.__enter__()

    if (child := os.fork()) == 0:
        user.__exit__(None, None, None)
        os._exit(0)
    os.waitpid(child, 0)

    assert ask(server, "SELECT 1") == 1
    user.__exit__(None, None, None)
    assert postmasters(server) == []


@pytest.mark.more
def test_a_killed_server_is_started_again_with_its_data(kept_dir: Path):
    with embedded.running(kept_dir) as server:
        ask(server, "UPDATE kept SET answer = 43")
        assert not embedded.ensure(kept_dir)

        os.kill(postmasters(server)[0].pid, signal.SIGKILL)

        assert embedded.ensure(kept_dir)
        assert ask(server, "SELECT answer FROM kept") == 43


@pytest.mark.more
def test_it_waits_for_what_a_killed_server_left_running(kept_dir: Path):
    with embedded.running(kept_dir) as server:
        (postmaster,) = postmasters(server)
        writer = next(p for p in postmaster.children() if "checkpointer" in p.cmdline()[0])
        writer.suspend()
        postmaster.kill()
        starts = log_of(server).count(STARTING)

        with listening_instead_of(server) as listener, using(kept_dir) as other:
            # Each time it asks for an answer, it has looked before whether the last one is gone.
            for _ in range(3):
                listener.accept()[0].close()
            assert log_of(server).count(STARTING) == starts
            resumed_at = datetime.now(UTC)
            writer.resume()
            other.wait_until_it_runs()
            assert started_at(server) > resumed_at
        assert log_of(server).count(STARTING) == starts + 1


@contextmanager
def listening_instead_of(server: Server) -> Iterator[socket.socket]:
    server.socket.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(server.socket))
        listener.listen()
        listener.settimeout(30)
        yield listener


@pytest.mark.more
def test_a_lock_taken_since_the_last_look_lets_nothing_start(kept_dir: Path):
    server = Server.of(kept_dir)
    with alone(server.home / "life.lock", patience_s=0):
        assert not serving._start(server, durable=False, tied=False)

    assert postmasters(server) == []


@pytest.mark.more
def test_who_never_had_a_turn_does_not_wait_for_another(
    kept_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(using_module, "PATIENCE_S", 0.1)
    with (
        alone(Server.of(kept_dir).home / "turn.lock", patience_s=0),
        pytest.raises(EmbeddedError, match="has been starting or stopping") as refused,
    ):
        embedded.running(kept_dir).__enter__()

    # A second wait would fail like the first, and on top of it.
    assert refused.value.__context__ is None


@pytest.mark.more
def test_nobody_comes_in_but_by_its_private_socket(kept_dir: Path):
    with embedded.running(kept_dir, durable=False) as server:
        (postmaster,) = postmasters(server)
        family = [postmaster, *postmaster.children(recursive=True)]

        assert ask(server, "SHOW listen_addresses") == ""
        assert [c for p in family for c in p.net_connections(kind="inet")] == []
        # In a session of its own, Ctrl-C in the terminal does not reach it either.
        assert os.getsid(postmaster.pid) == postmaster.pid
        for directory in (server.home, server.cluster, server.socket_dir, server.log_dir):
            assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700


@pytest.mark.more
def test_nothing_else_on_the_machine_changes(tmp_path: Path):
    data_dir = tmp_path / "deep" / "var"
    data_dir.mkdir(parents=True)
    (tmp_path / "deep").chmod(0o700)
    before = machine(data_dir)

    with embedded.running(data_dir, durable=False):
        pass

    assert machine(data_dir) == before
