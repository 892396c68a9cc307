"""`flask retention`: deleting what is older than projects keep."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import migrating
from app.cli.database import database
from app.services.retention import Gone, apply_retention, preview_retention
from app.settings import Settings


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would go, by project and day.")
@with_appcontext
def retention(dry_run: bool) -> None:
    """Delete runs, traces and scores that are older than their project keeps."""
    settings = Settings.from_env()
    with database(settings):
        migrating.check_schema(settings)
        found = False
        for gone in preview_retention() if dry_run else apply_retention():
            found = True
            click.echo(line_of(gone, "would go" if dry_run else "deleted"))
        if not found:
            click.echo("Nothing is older than its project keeps.")


def line_of(gone: Gone, outcome: str) -> str:
    day = f" {gone.day:%Y-%m-%d}" if gone.day else ""
    count = "all" if gone.count is None else f"{gone.count:,}"
    return f"{gone.slug or 'every project'}{day}: {count} {gone.what} {outcome}"
