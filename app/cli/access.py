"""`flask projects`, `flask keys` and `flask users`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.database import acting
from app.models.access import ROLES, SCOPES
from app.services.access import identities, members, passwords, people, sessions
from app.services.access import keys as api_keys
from app.services.access import projects as all_projects
from app.settings import Settings

keys = AppGroup("keys", help="API keys.")
users = AppGroup("users", help="People.")
projects = AppGroup("projects", help="The walls between teams.")


@keys.command("create")
@click.argument("name")
@click.option("--project", default="default", show_default=True, help="Its slug.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=api_keys.DEFAULT_SCOPES,
    show_default=True,
    help="Repeatable.",
)
@click.option("--label", "labels", multiple=True, help="Moves no other label. Repeatable.")
def create_key(name: str, project: str, scopes: tuple[str, ...], labels: tuple[str, ...]) -> None:
    """Make an API key called NAME, and print it: it is shown this once."""
    with acting(project) as caller:
        _, token = api_keys.create_key(caller, name, scopes=scopes, labels=labels or None)
    click.echo(token)


@projects.command("create")
@click.argument("slug")
@click.option("--name", help="How it is called; the slug if left out.")
def create_project(slug: str, name: str | None) -> None:
    """Make a project, whose SLUG programs and people carry in addresses."""
    with acting() as caller:
        made = all_projects.create_project(caller, slug=slug, name=name or slug)
        click.echo(f"{made.slug} is ready; invite its first admin on the pages or in the panel.")


@users.command("create")
@click.argument("email")
@click.option("--name", help="How to call them; their address up to the @ if left out.")
@click.option("--operator", is_flag=True, help="May use the admin panel, and every project.")
@click.option("--project", default="default", show_default=True, help="The slug of theirs.")
@click.option(
    "--role", type=click.Choice(ROLES), default="viewer", show_default=True, help="What they are."
)
@click.password_option()
def create_user(
    email: str, name: str | None, operator: bool, project: str, role: str, password: str
) -> None:
    """Make an account for EMAIL, asking for its first password."""
    with acting(project) as caller:
        person = people.create_person(
            caller,
            email=email,
            name=name or email.partition("@")[0],
            password=password,
            is_operator=operator,
        )
        members.set_role(caller, person.id, role)
        click.echo(f"{person.email} can sign in now.")


@users.command("setup-link")
def setup_link() -> None:
    """Print the one-time link that makes the first operator."""
    settings = Settings.from_env()
    with acting():
        if people.anybody():
            raise click.ClickException("The first operator exists already.")
        click.echo(f"{settings.public_url}/setup?token={people.setup_token(settings.secret_key)}")


@users.command("link")
@click.argument("email")
@click.argument("subject")
def link(email: str, subject: str) -> None:
    """Let EMAIL sign in as whom the single sign-on provider calls SUBJECT."""
    settings = Settings.from_env()
    if settings.oidc_issuer is None:
        raise click.ClickException("There is no single sign-on here; set OIDC_ISSUER first.")
    with acting() as caller:
        person = people.find_person(email)
        if person is None:
            raise click.ClickException(f"There is no account {email}.")
        identities.link(caller, person, settings.oidc_issuer, subject)
        click.echo(f"{person.email} signs in with {settings.oidc_name} as {subject}.")


@users.command("reset")
@click.argument("email")
@click.password_option()
def reset(email: str, password: str) -> None:
    """Give EMAIL a new password, and end all their sessions."""
    with acting() as caller:
        person = people.find_person(email)
        if person is None:
            raise click.ClickException(f"There is no account {email}.")
        passwords.set_password(caller, person, password)
        sessions.sign_out_everywhere(caller, person.id)
        click.echo(f"{person.email} has a new password.")
    if not Settings.from_env().password_sign_in:
        click.echo("It counts once the server is started with PASSWORD_SIGN_IN=on.")
