"""The application factory: the one place that knows every part."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from app import admin, api, cli
from app.connections import ReadPool
from app.db import db, engine_options, is_retryable
from app.migrating import app_url
from app.queue import Sender
from app.services.gates.echo import let_echo_count
from app.settings import Settings
from app.web import (
    addresses,
    cors,
    flashes,
    headers,
    identity,
    problems,
    rates,
    request_log,
    single_sign_on,
    slots,
    uploads,
)
from app.web.json_provider import StrictJson

ROOT = Path(__file__).parent.parent
TRIES = 4
REQUEST_BYTES = 8 * 1024 * 1024


class Promptside(Flask):
    """Flask, but a request that lost a race inside the database is tried again."""

    json_provider_class = StrictJson

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Flask asks of every function, at every request, whether it is a coroutine; none is."""
        return func

    def dispatch_request(self) -> Any:
        for left in reversed(range(TRIES)):
            try:
                return super().dispatch_request()
            except Exception as error:
                if not left or not is_retryable(error):
                    raise
                db.session.rollback()
        return None


def create_app(settings: Settings | None = None) -> Flask:
    """A new application; without settings it reads them from the environment."""
    settings = settings or Settings.from_env()
    app = Promptside(__name__, template_folder=str(ROOT / "templates"))
    app.extensions["settings"] = settings
    app.extensions["queue"] = Sender(app_url(settings))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=REQUEST_BYTES,
        SESSION_COOKIE_NAME=("__Host-" if settings.secure_cookies else "") + "promptside_panel",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SQLALCHEMY_DATABASE_URI=app_url(settings),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        SQLALCHEMY_BINDS={"reader": reader_options(settings)},
    )
    app.logger.setLevel(logging.getLevelNamesMapping()[settings.log_level.upper()])
    let_echo_count(settings.accept_echo)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    request_log.init_app(app)
    flashes.init_app(app)
    headers.init_app(app, settings)
    uploads.init_app(app)
    cors.init_app(app, settings)
    rates.init_app(app)
    identity.init_app(app, settings)
    single_sign_on.init_app(app, settings)
    addresses.init_app(app)
    slots.init_app(app, settings)
    problems.init_app(app)
    api.init_app(app)
    admin.init_app(app)
    cli.init_app(app)
    return app


def reader_options(settings: Settings) -> dict[str, Any]:
    """The connections of single round trips: none leaves a transaction open, none is asked whether
    it lives, and there is nothing to reset.
    """
    connect_args = engine_options(settings)["connect_args"] | {"autocommit": True}
    return {"url": app_url(settings), "poolclass": ReadPool, "connect_args": connect_args}
