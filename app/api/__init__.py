"""REST: a file a noun."""

from flask import Flask

from app.api import access, document, prompts, releases, serving


def init_app(app: Flask) -> None:
    api = document.init_app(app)
    for noun in (serving, prompts, releases, access):
        api.register_blueprint(noun.blp)
