"""`flask connections`: the keys of model providers, and what they are encrypted under."""

from __future__ import annotations

import sys
from dataclasses import astuple

import click
from flask.cli import AppGroup

from app.cli.database import calling
from app.db import transaction
from app.encryption import Keyring
from app.services import policy
from app.services.access.projects import all_projects, get_project
from app.services.connections import rotate_keys
from app.settings import Settings

connections = AppGroup("connections", help="Ways to reach models.")


@connections.command("rotate")
def rotate() -> None:
    """Encrypt every kept key under the first of ENCRYPTION_KEYS, in all projects.

    It may be run again at any time. It ends with 1 if there is a key that it cannot decrypt.
    """
    keyring = Keyring(Settings.from_env().encryption_keys)
    renewed = current = lost = 0
    with calling():
        with transaction():
            projects = all_projects()
        for project_id in projects:
            with transaction():
                slug = get_project(project_id).slug
                done = rotate_keys(policy.system(project_id), keyring)
            more, same, unreadable = astuple(done)
            renewed, current, lost = renewed + more, current + same, lost + len(unreadable)
            for name in unreadable:
                click.echo(
                    f"{slug}: the key of {name} cannot be decrypted: write it again there, or"
                    " add the key it was saved under to ENCRYPTION_KEYS.",
                    err=True,
                )
    click.echo(f"{renewed} encrypted anew, {current} were so already, {lost} cannot be decrypted.")
    sys.exit(1 if lost else 0)
