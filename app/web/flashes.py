"""Flask's own session, which keeps the panel's messages until they are shown, and nothing else."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from flask.sessions import NullSession, SecureCookieSessionInterface


def init_app(app: Flask) -> None:
    app.session_interface = OnlyInPanel()


class OnlyInPanel(SecureCookieSessionInterface):
    """Elsewhere none is opened: its cookie would cost every fetch a tenth of its time."""

    def open_session(self, app: Flask, request: Request) -> Any:
        if request.path.startswith("/admin"):
            return super().open_session(app, request)
        return NullSession()
