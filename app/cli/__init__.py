"""Flask commands; a file a noun."""

from functools import wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.cli import (
    access,
    audit,
    connections,
    database,
    datasets,
    demo,
    document,
    prompts,
    retention,
    serve,
    up,
    worker,
)
from app.db import as_domain_error
from app.embedded import EmbeddedError
from app.errors import DomainError
from app.settings import SettingsError


def init_app(app: Flask) -> None:
    for command in (
        access.keys,
        access.projects,
        access.users,
        audit.audit,
        connections.connections,
        database.migrate,
        datasets.datasets,
        demo.demo,
        document.openapi,
        prompts.prompts,
        retention.retention,
        serve.serve,
        up.up,
        worker.worker,
    ):
        refuse_in_words(command)
        app.cli.add_command(command)


def refuse_in_words(command: click.Command) -> None:
    """A refusal is a sentence on the terminal, not a traceback."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            refuse_in_words(inner)
    if (callback := command.callback) is None:
        return

    @wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except (DomainError, SettingsError, EmbeddedError) as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            if (refusal := as_domain_error(error)) is None:
                raise
            # Whoever sits at the terminal may know the reason, such as a wrong password.
            raise click.ClickException(f"{refusal}\n{error.orig}") from error

    command.callback = run
