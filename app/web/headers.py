"""Headers of every answer, the nonce of a page's scripts, and the request's id."""

from __future__ import annotations

import re
import secrets

from flask import Flask, Response, g, request

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}';"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    app.before_request(name_request)
    app.after_request(add_headers)
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
    headers["Server"] = "Promptside"  # in place of the server program's own name
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def within_origin(location: str) -> str:
    """Without the host, which is ours and not the one people typed: the pages stand in between."""
    path = location.removeprefix(request.host_url)
    return location if path == location else f"/{path.lstrip('/')}"
