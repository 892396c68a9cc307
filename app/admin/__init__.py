"""Staff pages (Flask-Admin); a file a noun."""

from flask import Flask


def init_app(app: Flask) -> None:
    """The panel is on its way."""
