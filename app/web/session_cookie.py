"""The cookie that carries the session of a browser."""

from __future__ import annotations

from flask import Response, request

from app.services.access import sessions
from app.settings import Settings
from app.web.cookies import clear_cookie, set_cookie
from app.web.settings import settings_of_app

COOKIE = "promptside_session"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Where people use https: browsers take it from this host alone, and only by https."""


def cookie_name(settings: Settings) -> str:
    return HOST_COOKIE if settings.secure_cookies else COOKIE


def session_token() -> str | None:
    """What the browser's cookie says, which may be no session's."""
    return request.cookies.get(cookie_name(settings_of_app())) or None


def set_session_cookie(response: Response, token: str, settings: Settings) -> None:
    lifetime_s = int(sessions.LIFETIME.total_seconds())
    set_cookie(response, cookie_name(settings), token, lifetime_s, settings)


def clear_session_cookie(response: Response, settings: Settings) -> None:
    clear_cookie(response, cookie_name(settings), settings)
