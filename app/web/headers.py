"""Headers of every answer, the nonce of a page's scripts, and the request's id."""

from __future__ import annotations

import re
import secrets

from flask import Flask, Response, g, request

from app.settings import Settings

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}';"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


PERMISSIONS = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"
A_YEAR = "max-age=31536000"
"""Not for hosts below this one, which may be others' and know nothing of it."""


def init_app(app: Flask, settings: Settings) -> None:
    app.before_request(name_request)
    app.after_request(add_headers)
    if settings.https_only:
        app.after_request(insist_on_https)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def name_request() -> None:
    """Take the caller's id for this request if it is a plain one, else make one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def csp_nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    headers = response.headers
    if "Location" in headers:
        headers["Location"] = within_origin(headers["Location"])
    headers["X-Request-Id"] = g.get("request_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Server"] = "Promptside"  # in place of the server program's own name
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def insist_on_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = A_YEAR
    return response


def within_origin(location: str) -> str:
    """Without the host, which is ours and not the one people typed: the pages stand in between."""
    path = location.removeprefix(request.host_url)
    return location if path == location else f"/{path.lstrip('/')}"


def agent() -> str | None:
    """The program that asks, as it calls itself."""
    return (request.user_agent.string or "")[:300].replace("\0", "") or None
