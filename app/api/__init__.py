"""REST: a file a noun."""

from flask import Flask

from app.api import access, document, health, prompts, releases, serving, transfer


def init_app(app: Flask) -> None:
    api = document.init_app(app)
    for noun in (serving, prompts, releases, transfer, access, health):
        api.register_blueprint(noun.blp)
