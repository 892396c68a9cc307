"""Flask commands; a file a noun."""

from flask import Flask

from app.cli import access, database, document, serve, up, worker


def init_app(app: Flask) -> None:
    for command in (
        access.keys,
        access.users,
        database.migrate,
        document.openapi,
        serve.serve,
        up.up,
        worker.worker,
    ):
        app.cli.add_command(command)
