"""Cookies as Promptside sets them: for this host alone, out of reach of scripts."""

from __future__ import annotations

from typing import TypedDict

from flask import Response

from app.settings import Settings


class _Kept(TypedDict):
    httponly: bool
    samesite: str
    secure: bool
    path: str


def set_cookie(
    response: Response, name: str, value: str, max_age_s: int, settings: Settings
) -> None:
    response.set_cookie(name, value, max_age=max_age_s, **_kept(settings))


def clear_cookie(response: Response, name: str, settings: Settings) -> None:
    response.delete_cookie(name, **_kept(settings))


def _kept(settings: Settings) -> _Kept:
    return {
        "httponly": True,
        "samesite": "Lax",
        "secure": settings.secure_cookies,
        "path": "/",
    }
