"""`flask demo`: something to look at."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.database import calling
from app.services import demo as examples


@click.command()
@with_appcontext
def demo() -> None:
    """Fill in example prompts whose name is free, and traces if there are none."""
    with calling() as caller:
        added = list(examples.fill(caller))
        reported = examples.report(caller)
    for name in added:
        click.echo(f"added {name}")
    if reported:
        click.echo(f"{reported} traces reported; a worker adds them up within two minutes.")
    click.echo(f"{len(added)} example prompts added." if added else "All examples are there.")
