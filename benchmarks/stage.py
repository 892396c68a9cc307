"""What is measured stands on: a filled registry of its own, and server programs on it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import psycopg

from app import create_app
from app.cli.serve import granian
from app.db import transaction
from app.embedded.places import OWNER
from app.services.access import sessions
from app.services.policy import INGEST, READ, RELEASE, WRITE
from app.settings import Settings
from app.web.session_cookie import COOKIE
from benchmarks.load import Target
from benchmarks.seeding import Seed, name_of
from tests.conftest import dispose
from tests.databases import TestServer, running_server
from tests.factories.access import make_key, make_person, the_system
from tests.live import environment_of, free_port, running, wait_for


@dataclass(frozen=True)
class Program:
    """A running server program: where it answers, and the process above its workers."""

    url: str
    pid: int


@dataclass(frozen=True)
class Stage:
    """A filled registry, and the means to serve it."""

    directory: Path
    server: TestServer
    settings: Settings
    seed: Seed
    token: str
    session: str
    peers: Mapping[str, Path]
    """The virtual environments of other programs, by their names."""

    @property
    def postmaster(self) -> int:
        pid_file = self.server.server.cluster / "postmaster.pid"
        return int(pid_file.read_text().split()[0])

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def active_version(self) -> str:
        """The id of the version that `fetch` finds under the name of prompt 1."""
        url = (self.settings.database_owner_url or "").replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(url) as connection:
            found = connection.execute(
                "SELECT v.id FROM prompts p JOIN prompt_versions v"
                " ON v.prompt_id = p.id AND v.version = p.active_version WHERE p.name = %s",
                (name_of(1),),
            ).fetchone()
        assert found
        return str(found[0])

    def target(self, name: str, program: Program, *paths: str, **headers: str) -> Target:
        headers = self.headers | {key.replace("_", "-"): value for key, value in headers.items()}
        return Target(name, program.url, paths, program.pid, self.postmaster, headers)

    def panel_target(self, name: str, program: Program, *paths: str) -> Target:
        """Asked by the cookie of an operator."""
        headers = {"Cookie": f"{COOKIE}={self.session}"}
        return Target(name, program.url, paths, program.pid, self.postmaster, headers)

    @contextmanager
    def serve(self, wsgi: str = "wsgi:app", workers: int = 1, **extra: str) -> Iterator[Program]:
        """The server program with the options of `flask serve`."""
        port = free_port()
        settings = replace(self.settings, web_workers=workers, api_port=port)
        command = granian(settings, wsgi)
        environment = environment_of(self.settings, port) | extra
        log = self.directory / f"{port}.log"
        with log.open("wb") as out, running(command, environment, out) as process:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/ready", process, log)
            yield Program(url, process.pid)

    @contextmanager
    def empty_database(self, name: str) -> Iterator[str]:
        """Another one of the same server, and its address for who owns it."""
        self.server.run_sql(f"CREATE DATABASE {name} OWNER {OWNER}")
        try:
            yield self.server.server.url(OWNER, name)
        finally:
            self.server.run_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def stage(
    prompts: int, versions: int, peers: Mapping[str, Path] = MappingProxyType({})
) -> Iterator[Stage]:
    """With production's durability, in a directory that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="promptside-bench-") as made:
        directory = Path(made)
        directory.chmod(0o755)  # the database's own account has to enter
        with (
            running_server(directory / "var", durable=True) as server,
            server.database() as settings,
        ):
            yield filled(directory, server, settings, Seed(prompts, versions), peers)


def filled(
    directory: Path,
    server: TestServer,
    settings: Settings,
    seed: Seed,
    peers: Mapping[str, Path],
) -> Stage:
    app = create_app(settings)
    with app.app_context():
        project_id = the_system().project_id
        token = make_key("benchmarks", scopes=(READ, WRITE, RELEASE, INGEST)).token
        operator = make_person("operator", operator=True)
        with transaction():
            session = sessions.open_session(the_system(), operator)
    dispose(app)
    seed.plant(settings.database_owner_url or "", project_id)
    return Stage(directory, server, settings, seed, token, session, peers)
