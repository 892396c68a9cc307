"""`flask demo`: something to look at."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.database import calling
from app.services import demo as examples


@click.command()
@with_appcontext
def demo() -> None:
    """Fill in a small set of example prompts; those whose name is taken are left out."""
    with calling() as caller:
        added = list(examples.fill(caller))
    for name in added:
        click.echo(f"added {name}")
    click.echo(f"{len(added)} example prompts added." if added else "All examples are there.")
