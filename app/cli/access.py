"""`flask keys` and `flask users`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.database import acting
from app.services.access import keys as api_keys
from app.services.access import people, sessions
from app.services.policy import SCOPES
from app.settings import Settings

keys = AppGroup("keys", help="API keys.")
users = AppGroup("users", help="People.")


@keys.command("create")
@click.argument("name")
@click.option("--project", default="default", show_default=True, help="Its slug.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=SCOPES,
    help="Repeatable.",
)
def create_key(name: str, project: str, scopes: tuple[str, ...]) -> None:
    """Make an API key called NAME, and print it: it is shown this once."""
    with acting(project) as caller:
        _, token = api_keys.create_key(caller, name, scopes=scopes)
    click.echo(token)


@users.command("create")
@click.argument("email")
@click.option("--name", help="How to call them; their address up to the @ if left out.")
@click.option("--operator", is_flag=True, help="May use the admin panel.")
@click.password_option()
def create_user(email: str, name: str | None, operator: bool, password: str) -> None:
    """Make an account for EMAIL, asking for its first password."""
    with acting() as caller:
        person = people.create_person(
            caller,
            email=email,
            name=name or email.partition("@")[0],
            password=password,
            is_operator=operator,
        )
        click.echo(f"{person.email} can sign in now.")


@users.command("setup-link")
def setup_link() -> None:
    """Print the one-time link that makes the first operator."""
    settings = Settings.from_env()
    with acting():
        if people.anybody():
            raise click.ClickException("The first operator exists already.")
        click.echo(f"{settings.public_url}/setup?token={people.setup_token(settings.secret_key)}")


@users.command("reset")
@click.argument("email")
@click.password_option()
def reset(email: str, password: str) -> None:
    """Give EMAIL a new password, and end all their sessions."""
    with acting() as caller:
        person = people.find_person(email)
        if person is None:
            raise click.ClickException(f"There is no account {email}.")
        people.set_password(caller, person, password)
        sessions.sign_out_everywhere(caller, person.id)
        click.echo(f"{person.email} has a new password.")
