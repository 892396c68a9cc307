"""Pages of others that may call the API with a key of their own: none but those in `CORS_ORIGINS`.

Cookies never count there: no answer says that credentials are allowed, and one without an
`Authorization` header may be read by nobody.
"""

from __future__ import annotations

from functools import partial

from flask import Flask, Response, request

from app.settings import Settings

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
SENT = (
    "Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match, If-None-Match,"
    " X-Langfuse-Public-Key, X-Langfuse-Sdk-Name, X-Langfuse-Sdk-Version, X-Request-Id"
)
READ = (
    "ETag, Link, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After,"
    " X-Pagination, X-Request-Id"
)
KEPT_S = "600"
PATHS = ("/api/", "/v1/")


def init_app(app: Flask, settings: Settings) -> None:
    if settings.cors_origins:
        app.before_request(partial(answer_preflight, settings))
        app.after_request(partial(open_answer, settings))


def answer_preflight(settings: Settings) -> Response | None:
    """The browser's question, which comes without the key, and is no request of the page's."""
    if not is_preflight() or not is_allowed(settings):
        return None
    told = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": SENT,
        "Access-Control-Max-Age": KEPT_S,
    }
    return Response(status=204, headers=told)


def open_answer(settings: Settings, response: Response) -> Response:
    if request.path.startswith(PATHS):
        response.vary.add("Origin")
        if is_allowed(settings) and ("Authorization" in request.headers or is_preflight()):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = READ
    return response


def is_preflight() -> bool:
    wanted = request.headers.get("Access-Control-Request-Headers", "").lower()
    names = [name.strip() for name in wanted.split(",")]
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return asks and "authorization" in names


def is_allowed(settings: Settings) -> bool:
    is_open = request.path.startswith(PATHS)
    return is_open and request.headers.get("Origin") in settings.cors_origins
