"""Where the socket goes, and who may have been there before."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app import embedded
from app.embedded import EmbeddedError, Server
from app.migrating import check_schema
from app.settings import Settings
from tests.databases import SECRET
from tests.embedded.users import ask


@pytest.mark.parametrize("name", ["deep/" * 30 + "var", "a b,c %zażółć"])
def test_an_odd_path_has_a_short_socket_of_its_own(open_dir: Path, name: str):
    with embedded.running(open_dir / name, durable=False) as server:
        assert ask(server, "SELECT 1") == 1
        assert server.socket_dir.parent == Path("/tmp")
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700

    assert not server.socket_dir.exists()


def test_every_spelling_of_a_directory_is_the_same_server(
    open_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    (open_dir / "link").symlink_to(open_dir / "var")
    monkeypatch.chdir(open_dir)

    spellings = [open_dir / "var", open_dir / "link", Path("var"), Path("./link/../var")]

    assert len({Server.of(spelling) for spelling in spellings}) == 1
    assert Server.of(open_dir / "other") != Server.of(open_dir / "var")


def test_the_address_reads_as_given_whatever_the_environment_says(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PGPORT", "9")
    monkeypatch.setenv("PGDATA", "/nowhere")

    with embedded.running(data_dir, durable=False) as server:
        assert ask(server, "SELECT current_database()", "promptside_app") == "promptside"
    address = make_url(embedded.url(data_dir))

    assert (address.username, address.database) == ("promptside_app", "promptside")
    assert address.query["host"] == str(data_dir / "postgres" / "run")


def test_a_socket_directory_laid_by_another_is_refused(open_dir: Path):
    data_dir = open_dir / ("deep/" * 30)
    trap = Server.of(data_dir).socket_dir
    trap.symlink_to(open_dir)
    try:
        with pytest.raises(EmbeddedError, match="somebody else's"):
            embedded.running(data_dir).__enter__()
    finally:
        os.unlink(trap)

    assert stat.S_IMODE(open_dir.stat().st_mode) == 0o755


@pytest.fixture
def trap(open_dir: Path) -> Iterator[tuple[Path, socket.socket]]:
    """A data directory with a long name, and somebody listening where its server would."""
    data_dir = open_dir / ("deep/" * 30)
    server = Server.of(data_dir)
    server.socket_dir.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(server.socket))
        listener.listen()
        listener.setblocking(False)
        yield data_dir, listener
    shutil.rmtree(server.socket_dir)


def lay(directory: Path, mode: int, uid: int) -> None:
    directory.chmod(mode)
    if os.geteuid() == 0:
        os.chown(directory, uid, -1)


def use(data_dir: Path) -> None:
    embedded.running(data_dir).__enter__()


def look(data_dir: Path) -> None:
    check_schema(Settings(SECRET, SECRET, data_dir=data_dir))


@pytest.mark.parametrize("act", [use, look])
@pytest.mark.parametrize(("mode", "owner"), [(0o777, "root"), (0o755, "root"), (0o777, "nobody")])
def test_a_server_laid_by_another_is_never_asked(
    trap: tuple[Path, socket.socket], act: Callable[[Path], None], mode: int, owner: str
):
    data_dir, listener = trap
    lay(Server.of(data_dir).socket_dir, mode, pwd.getpwnam(owner).pw_uid)

    with pytest.raises(EmbeddedError, match=r"(open to others|somebody else's): remove it"):
        act(data_dir)

    with pytest.raises(BlockingIOError):
        listener.accept()
