"""As whom the server runs: an ordinary user, an account without rights, or root in a namespace."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import embedded
from app.embedded import EmbeddedError, programs
from app.embedded.programs import find_bin_dir
from tests.embedded.users import ask, machine, postmasters

pytestmark = pytest.mark.more

NOBODY = pwd.getpwnam("nobody")
HAS_NAMESPACES = subprocess.run(["unshare", "--user", "true"], check=False).returncode == 0


@pytest.fixture(scope="module")
def copied_programs() -> Iterator[Path]:
    """The programs where every account can reach them, as those of a checkout may not be."""
    with tempfile.TemporaryDirectory(prefix="promptside-programs-") as made:
        Path(made).chmod(0o755)
        package = find_bin_dir().parent.parent
        copy = Path(made, package.name)
        shutil.copytree(package / "pginstall", copy / "pginstall", symlinks=True)
        shutil.copytree(package.parent / f"{package.name}.libs", f"{copy}.libs")
        (copy / "__init__.py").touch()
        yield copy / "pginstall" / "bin"


@pytest.fixture
def programs_for_all(copied_programs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(copied_programs.parents[2])
    return copied_programs


def as_nobody(act: Callable[[], object]) -> int:
    """In a child that is an ordinary user for good; the exit status."""
    if (child := os.fork()) == 0:
        status = 1
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY.pw_gid)
                os.setuid(NOBODY.pw_uid)
            act()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_an_ordinary_user_can_run_it(open_dir: Path, programs_for_all: Path):
    data_dir = open_dir / "var"
    data_dir.mkdir()
    if os.geteuid() == 0:
        os.chown(data_dir, NOBODY.pw_uid, NOBODY.pw_gid)

    def use_it() -> None:
        assert os.geteuid() != 0
        with embedded.running(data_dir, durable=False) as server:
            assert ask(server, "SELECT current_user", "promptside_app") == "promptside_app"
            assert postmasters(server)[0].uids().effective == os.geteuid()
        assert postmasters(server) == []

    assert as_nobody(use_it) == 0


def test_another_users_directory_is_refused_in_words(open_dir: Path, programs_for_all: Path):
    with embedded.running(open_dir / "var", durable=False):
        pass
    (open_dir / "var" / "postgres").chmod(0)

    def use_it() -> None:
        with pytest.raises(EmbeddedError, match="start as the user it belongs to"):
            embedded.running(open_dir / "var").__enter__()

    assert as_nobody(use_it) == 0


def test_it_never_runs_as_root_where_an_account_can(open_dir: Path, programs_for_all: Path):
    with embedded.running(open_dir / "var", durable=False) as server:
        (postmaster,) = postmasters(server)

        assert postmaster.uids().real != 0
        assert server.cluster.stat().st_uid == postmaster.uids().real
        assert postmaster.exe() == str(programs_for_all / "postgres")


def test_becoming_another_account_changes_nothing_else_on_the_machine(
    open_dir: Path, programs_for_all: Path
):
    data_dir = open_dir / "var"
    data_dir.mkdir()
    before = [machine(data_dir), *machine(programs_for_all)]

    with embedded.running(data_dir, durable=False) as server:
        assert postmasters(server)[0].uids().real != 0

    assert [machine(data_dir), *machine(programs_for_all)] == before


def test_root_finds_an_ordinary_users_data_and_leaves_it_usable(
    open_dir: Path, programs_for_all: Path
):
    data_dir = open_dir / "var"
    data_dir.mkdir()
    owner = os.geteuid() or NOBODY.pw_uid
    os.chown(data_dir, owner, -1)
    with embedded.running(data_dir, durable=False) as server:
        assert postmasters(server)[0].uids().real == owner

    def use_it() -> None:
        with embedded.running(data_dir, durable=False):
            assert ask(server, "SELECT 1") == 1

    assert as_nobody(use_it) == 0


def test_below_a_private_directory_root_uses_a_namespace_or_names_another(
    tmp_path: Path, data_dir: Path
):
    tmp_path.chmod(0o700)
    if os.geteuid() != 0 or HAS_NAMESPACES:
        with embedded.running(tmp_path / "var", durable=False) as server:
            assert ask(server, "SELECT current_user", "promptside_app") == "promptside_app"
            assert server.cluster.stat().st_uid == os.geteuid()
    else:
        with pytest.raises(EmbeddedError, match="/var/lib/promptside"):
            embedded.running(tmp_path / "var").__enter__()


def test_root_without_any_way_names_a_usable_directory(tmp_path: Path):
    tmp_path.chmod(0o700)
    code = (
        "import sys; from pathlib import Path; from app import embedded\n"
        "try: embedded.hold(Path(sys.argv[1]))\n"
        "except embedded.EmbeddedError as error: print(error)\n"
    )
    # This root may not become anybody else, and finds no `unshare`.
    powerless = [shutil.which("unshare"), "--user", "--map-root-user", sys.executable, "-c", code]

    done = subprocess.run(
        [*powerless, tmp_path / "var"],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "/var/lib/promptside" in done.stdout, done.stderr


@pytest.fixture
def without_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system would have PostgreSQL instead: nowhere yet."""
    monkeypatch.setattr("sys.path", [p for p in sys.path if "site-packages" not in p])
    monkeypatch.setattr(programs, "INSTALLED", tmp_path)
    return tmp_path


def test_without_the_wheel_it_takes_the_newest_that_is_installed(without_the_wheel: Path):
    for version in ("9.6", "16", "18", "17", "old"):
        (without_the_wheel / version / "bin").mkdir(parents=True)
        (without_the_wheel / version / "bin/postgres").touch()
    (without_the_wheel / "19/bin").mkdir(parents=True)

    assert find_bin_dir() == without_the_wheel / "18/bin"


def test_without_any_programs_it_says_what_to_install(without_the_wheel: Path):
    with pytest.raises(EmbeddedError, match="install the extra `embedded`"):
        find_bin_dir()
