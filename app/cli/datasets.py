"""`flask datasets`: items in and out."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.database import calling
from app.cli.prompts import CHUNK, project_option, written_whole
from app.db import transaction
from app.models.datasets import FILE_FORMATS
from app.services.datasets import (
    Progress,
    Refused,
    Summary,
    create_dataset,
    find_dataset,
    import_items,
    spooled,
)
from app.services.datasets.read import NoSuchDataset
from app.services.policy import Caller

datasets = AppGroup("datasets", help="Items of datasets in and out.")
format_option = click.option(
    "--format",
    "kind",
    type=click.Choice(FILE_FORMATS),
    help="Left out: csv if the file's name ends so, else lines of JSON.",
)


@datasets.command("import")
@click.argument("name")
@click.argument("file", type=click.File("rb"))
@format_option
@click.option("--mapping", help="JSON: which field or column becomes what of an item.")
@click.option("--message", help="Why, for the list of versions.")
@click.option("--partial", "leaving_out", is_flag=True, help="Leave refused rows out.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write no item.")
@project_option
def import_file(
    name: str,
    file: IO[bytes],
    kind: str | None,
    mapping: str | None,
    message: str | None,
    leaving_out: bool,
    dry_run: bool,
    project: str,
) -> None:
    """Import FILE into the dataset NAME as one version; - reads standard input.

    A dataset that is not there is made. If any row is refused nothing is written, unless they are
    left out.
    """
    chunks = iter(partial(file.read, CHUNK), b"")
    with calling(project) as caller:
        summary = Summary()
        for event in import_items(
            caller,
            found_or_made(caller, name),
            chunks,
            kind or kind_of(file.name),
            mapping,
            dry_run=dry_run,
            partial=leaving_out,
            message=message,
        ):
            match event:
                case Progress(rows, _):
                    click.echo(f"{rows:,} rows …", err=True)
                case Refused(line, _, reason):
                    click.echo(f"line {line}: {reason}", err=True)
                case _:
                    summary = event
    tell(summary, dry_run)


def found_or_made(caller: Caller, name: str) -> UUID:
    with transaction():
        try:
            return find_dataset(caller, name).id
        except NoSuchDataset:
            return create_dataset(caller, name=name).id


def tell(summary: Summary, dry_run: bool) -> None:
    if summary.ignored:
        click.echo(f"ignored: {', '.join(summary.ignored)}", err=True)
    counts = ", ".join(
        f"{getattr(summary, word):,} {word}"
        for word in ("added", "changed", "unchanged", "refused")
    )
    if summary.detail is not None:
        raise click.ClickException(summary.detail)
    where = "nothing was written" if dry_run else f"version {summary.version}"
    click.echo(f"{counts}; {where}.")
    if summary.refused:
        sys.exit(1)


@datasets.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--version", type=click.IntRange(0), help="The newest by default.")
@format_option
@project_option
def export_file(
    name: str, file: Path | None, version: int | None, kind: str | None, project: str
) -> None:
    """Export the items of dataset NAME to FILE, or to standard output."""
    with calling(project) as caller:
        dataset_id = find_dataset(caller, name).id
        kind = kind or kind_of(str(file))
        _, number, items = spooled(caller, dataset_id, version=version, kind=kind)
        with items, written_whole(file) as out:
            copyfileobj(items, out)
    click.echo(f"version {number} of {name} exported.", err=True)


def kind_of(file: str) -> str:
    return "csv" if file.lower().endswith(".csv") else "jsonl"
