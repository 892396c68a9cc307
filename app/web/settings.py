"""The settings of the application that answers."""

from __future__ import annotations

from flask import current_app

from app.settings import Settings


def settings_of_app() -> Settings:
    return current_app.extensions["settings"]
