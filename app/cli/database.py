"""`flask migrate`, and reaching the database from a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

import click
from flask.cli import with_appcontext

from app import embedded, migrating
from app.db import db, transaction
from app.services import policy
from app.services.access import people, projects
from app.services.policy import Caller
from app.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """The database for as long as a command runs; the embedded one is started if need be."""
    running = embedded.running(settings.data_dir) if settings.is_embedded else nullcontext()
    with running:
        try:
            yield
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def calling(slug: str = projects.DEFAULT) -> Iterator[Caller]:
    """The registry itself, in a project; no transaction is open."""
    settings = Settings.from_env()
    with database(settings):
        migrating.check_schema(settings)
        with transaction():
            caller = policy.system(projects.find_project(slug).id)
        yield caller


@contextmanager
def acting(slug: str = projects.DEFAULT) -> Iterator[Caller]:
    """The registry itself, in a project, within one transaction."""
    with calling(slug) as caller, transaction():
        yield caller


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to this build's schema."""
    settings = Settings.from_env()
    with database(settings):
        migrating.migrate(settings)
        first_steps(settings)


def first_steps(settings: Settings) -> None:
    """The project `default`, and the first operator if ADMIN_EMAIL and ADMIN_PASSWORD ask for one.

    Later starts find both and change nothing.
    """
    with transaction():
        projects.ensure_default_project()
        if not settings.admin_email or not settings.admin_password or people.anybody():
            return
        # Another process that starts for the first time may be faster.
        with suppress(people.LinkIsSpent):
            people.create_first_operator(
                policy.system(projects.find_project(projects.DEFAULT).id),
                email=settings.admin_email,
                name=settings.admin_email.partition("@")[0],
                password=settings.admin_password,
            )
