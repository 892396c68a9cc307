"""`flask audit`: whether anything in the log was changed."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import click
from flask.cli import AppGroup
from sqlalchemy import Connection, NullPool, create_engine

from app import migrating
from app.cli.database import database
from app.services import seals
from app.services.access.projects import DEFAULT, NoSuchProject
from app.services.seals import INSTALLATION, Chain, Head
from app.settings import Settings

audit = AppGroup("audit", help="The seals of the audit log.")
project_option = click.option("--project", help="Its slug; else every chain.")
installation_option = click.option(
    "--installation", is_flag=True, help="The chain of what belongs to no project."
)


@audit.command("head")
@project_option
@installation_option
def head(project: str | None, installation: bool) -> None:
    """Print the last seal of each chain: keep it where nobody who could change the log can."""
    with as_owner() as connection:
        for chain, last in seals.heads(
            connection, chosen(connection, project, installation)
        ).items():
            click.echo(f"{chain.name} {last}")


@audit.command("verify")
@click.option("--head", "noted", multiple=True, metavar="N:HASH", help="Noted before; repeatable.")
@click.option("--heads", type=click.File(), help="What `flask audit head` printed before.")
@project_option
@installation_option
def verify(
    noted: tuple[str, ...], heads: IO[str] | None, project: str | None, installation: bool
) -> None:
    """Look for rows that were altered, removed or cut off, and end with 1 if there are any.

    A --head is of the chosen chain, or of the project `default` if all are verified.
    """
    known: dict[str, list[Head]] = defaultdict(list)
    for words in noted:
        known[INSTALLATION if installation else project or DEFAULT].append(seals.parse_head(words))
    for line in filter(str.strip, heads or ()):
        name, _, words = line.strip().rpartition(" ")
        known[name].append(seals.parse_head(words))
    with as_owner() as connection:
        of = chosen(connection, project, installation)
        if unknown := set(known) - {chain.name for chain in of}:
            raise click.ClickException(
                f"There is no chain {min(unknown)} to hold the head against."
            )
        faults = sum(told(connection, chain, known[chain.name]) for chain in of)
    sys.exit(1 if faults else 0)


def told(connection: Connection, chain: Chain, known: list[Head]) -> int:
    """How many faults a chain has, each on a line of its own."""
    faults = 0
    for sentence in seals.verify(connection, chain, known):
        faults += 1
        click.echo(f"{chain.name}: {sentence}")
    if not faults:
        last = seals.heads(connection, [chain]).get(chain)
        click.echo(f"{chain.name}: whole, {f'{last.number} events' if last else 'and empty'}.")
    return faults


def chosen(connection: Connection, project: str | None, installation: bool) -> list[Chain]:
    every = seals.chains(connection)
    if project is None and not installation:
        return every
    names = {project} | ({INSTALLATION} if installation else set())
    if project is not None and project not in {chain.name for chain in every}:
        raise NoSuchProject(f"There is no project {project!r}.")
    return [chain for chain in every if chain.name in names]


@contextmanager
def as_owner() -> Iterator[Connection]:
    """One moment of the whole log, as the role that no wall hides a row from."""
    settings = Settings.from_env()
    with database(settings):
        migrating.check_schema(settings)
        engine = create_engine(migrating.owner_url(settings), poolclass=NullPool)
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**options) as connection:
            yield connection
