"""`flask up`: everything in one go, and the end of everything on Ctrl-C."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty

import click
from flask.cli import with_appcontext

from app import embedded
from app.cli.children import Child, ChildEnded, Ended, on_stop, started
from app.cli.database import database, first_steps
from app.cli.readiness import local_url, wait_until_ready
from app.cli.serve import granian
from app.db import transaction
from app.migrating import migrate
from app.services.access import people
from app.settings import Settings

HOME = Path(__file__).parent.parent.parent
WATCH_SECONDS = 2
PAGES = HOME / "frontend/.next/standalone"


@click.command()
@with_appcontext
def up() -> None:
    """Start everything: database, API, worker and pages."""
    on_stop(signal.default_int_handler)
    try:
        run(Settings.from_env())
    except ChildEnded as error:
        click.echo(error, err=True)
        sys.exit(error.code)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def run(settings: Settings) -> None:
    node = find_node()
    check_free("PORT", settings.host, settings.port)
    check_free("API_PORT", settings.host, settings.api_port)
    with database(settings):
        migrate(settings)
        first_steps(settings)
        with started(children_for(settings, node)) as ended:
            wait_until_ready(settings, ended)
            announce(settings, setup_link(settings))
            watch(settings, ended)


def find_node() -> str:
    """The Node that `make up` chose: the one it brought along, else the one on PATH."""
    brought = Path(sys.prefix) / "bin/node"
    node = str(brought) if brought.exists() else shutil.which("node")
    if node is None or not (PAGES / "server.js").exists():
        raise click.ClickException("Node or the built pages are missing: `make up` brings both.")
    return node


def check_free(setting: str, host: str, port: int) -> None:
    """Refuse a port that is taken before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise click.ClickException(
                f"Port {port} on {host} cannot be had ({reason})."
                f" Stop what listens there, or set {setting} to another port."
            ) from error


def setup_link(settings: Settings) -> str | None:
    """Where the first operator is made; None once there is somebody."""
    with transaction():
        if people.anybody():
            return None
    return f"{settings.public_url}/setup?token={people.setup_token(settings.secret_key)}"


def children_for(settings: Settings, node: str) -> list[Child]:
    """In the order they start, which is against the order they stop in."""
    # Resolved, since they may start in another directory than we did.
    ours = {"DATA_DIR": str(settings.data_dir)}
    pages = {
        "HOSTNAME": settings.host,
        "PORT": str(settings.port),
        "API_URL": local_url(settings.host, settings.api_port),
        "PROXY_SECRET": settings.proxy_secret,
        "PUBLIC_URL": settings.public_url,
        "APP_ENV": settings.environment,
        "TRUSTED_PROXIES": ",".join(map(str, settings.trusted_proxies)),
        "NODE_ENV": "production",
        "NEXT_TELEMETRY_DISABLED": "1",
    }
    return [
        Child("api", granian(settings), HOME, ours, patience=35),
        Child("worker", [sys.executable, "-m", "flask", "worker"], HOME, ours, patience=20),
        Child("pages", [node, "server.js"], PAGES, pages, patience=5),
    ]


def watch(settings: Settings, ended: Ended) -> None:
    """Until a process is over; an embedded server that was killed is started again meanwhile."""
    while True:
        with suppress(Empty):
            raise ChildEnded(*ended.get(timeout=WATCH_SECONDS))
        if settings.is_embedded and embedded.ensure(settings.data_dir):
            click.echo("The database had stopped and was started again.")


def announce(settings: Settings, link: str | None) -> None:
    api = local_url(settings.host, settings.api_port)
    click.echo(
        "\nPromptside is ready; Ctrl-C stops it.\n\n"
        f"  Pages        {settings.public_url}\n"
        f"  Admin panel  {settings.public_url}/admin\n"
        f"  API          {api}/api (described at {api}/api/docs)\n"
    )
    if link:
        click.echo(
            f"Nobody can sign in yet. This link makes the first operator, once:\n\n  {link}\n"
        )
