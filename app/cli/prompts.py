"""`flask prompts`: import and export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup

from app.cli.database import calling
from app.db import transaction
from app.services.transfer import (
    LineResult,
    Tally,
    export_lines,
    import_lines,
    lines_in,
    record_export,
)

CHUNK = 64 * 1024
TOLD_EVERY = 100

prompts = AppGroup("prompts", help="Prompts in and out.")
project_option = click.option("--project", default="default", show_default=True, help="Its slug.")


@prompts.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@project_option
def import_file(file: IO[bytes], dry_run: bool, project: str) -> None:
    """Import FILE, a prompt a line; - reads standard input.

    What is there already stays as it is; a line that does not fit is refused, the others go on.
    """
    tally = Tally()
    lines = lines_in(iter(partial(file.read, CHUNK), b""))
    with calling(project) as caller:
        for result in import_lines(caller, lines, dry_run=dry_run):
            tally.count(result)
            click.echo(told(result), err=True)
    counts = asdict(tally)
    versions = in_words(counts.pop("versions_added"))
    click.echo(", ".join(f"{count} {word}" for word, count in counts.items()), nl=False)
    click.echo(f"; {versions} {'would be ' if dry_run else ''}added.")
    if tally.refused:
        sys.exit(1)


def told(result: LineResult) -> str:
    words = f"line {result.line}: {result.outcome}"
    if result.name is not None:
        words += f" {result.name}"
    if result.versions_added:
        words += f", {in_words(result.versions_added)}"
    return f"{words}: {result.reason}" if result.reason else words


def in_words(versions: int) -> str:
    return "1 version" if versions == 1 else f"{versions} versions"


@prompts.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@project_option
def export_file(file: Path | None, project: str) -> None:
    """Export all prompts to FILE, or to standard output, a prompt a line."""
    count = 0
    with calling(project) as caller, written_whole(file) as out:
        for count, line in enumerate(export_lines(caller), 1):
            out.write(line)
            if count % TOLD_EVERY == 0:
                click.echo(f"{count} prompts …", err=True)
        with transaction():
            record_export(caller)
    click.echo(f"{count} prompts exported.", err=True)


@contextmanager
def written_whole(file: Path | None) -> Iterator[IO[bytes]]:
    """Put in place when all is written, so that what broke off is not taken for an export."""
    if file is None or str(file) == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    draft = file.with_name(f"{file.name}.part")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
