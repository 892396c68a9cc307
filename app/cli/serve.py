"""`flask serve`: the API and the admin panel, by granian."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from app.migrating import check_schema
from app.settings import Settings

JSON_LOG = Path(__file__).with_name("granian-json-log.json")


@click.command()
def serve() -> None:
    """Serve the API and the admin panel."""
    settings = Settings.from_env()
    check_schema(settings)
    # Becomes granian, so that signals reach it directly and no second interpreter stays in memory.
    command = granian(settings)
    os.execv(command[0], command)  # noqa: S606


def granian(settings: Settings, target: str = "wsgi:app") -> list[str]:
    """The command line that serves a WSGI application."""
    return [
        str(Path(sys.executable).with_name("granian")),
        "--interface=wsgi",
        f"--host={settings.host}",
        f"--port={settings.api_port}",
        f"--workers={settings.web_workers}",
        f"--blocking-threads={settings.web_threads}",
        "--http=1",
        "--no-ws",
        f"--log-level={settings.log_level}",
        # What it says before there is an application to say how.
        *([f"--log-config={JSON_LOG}"] if settings.log_format == "json" else []),
        "--respawn-failed-workers",
        # What is being answered is finished first; this only ends what never would.
        "--workers-kill-timeout=30",
        target,
    ]
