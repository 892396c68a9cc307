"""`flask demo`: something to look at."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.database import calling
from app.services import demo as examples
from app.settings import Settings


@click.command()
@with_appcontext
def demo() -> None:
    """Fill in example prompts whose name is free; traces and evaluations if there are none."""
    with calling() as caller:
        added = list(examples.fill(caller))
        reported = examples.report(caller)
        evaluated = examples.evaluate(caller, Settings.from_env())
    for name in added:
        click.echo(f"added {name}")
    if reported:
        click.echo(f"{reported} traces reported; a worker adds them up within two minutes.")
    if evaluated:
        click.echo(f"{evaluated} experiments to compare, and a gate that counts them.")
    click.echo(f"{len(added)} example prompts added." if added else "All examples are there.")
