"""Counting the requests of keys that have a limit, and telling them how many are left."""

from __future__ import annotations

from uuid import UUID

from flask import Flask, Response, g

from app.services.access import limits


def init_app(app: Flask) -> None:
    app.after_request(tell)


def count(key_id: UUID, limit: int | None) -> None:
    """Once a request, as soon as its key is known; `TooManyRequests` if it was one too many."""
    if limit is None or g.quota is not None:
        return
    g.quota = limits.count_request(key_id, limit)
    g.quota.check()


def tell(response: Response) -> Response:
    """By draft-ietf-httpapi-ratelimit-headers-06, the last that gives each number a field."""
    quota: limits.Quota | None = g.get("quota")
    if quota is not None:
        response.headers["RateLimit-Limit"] = str(quota.limit)
        response.headers["RateLimit-Remaining"] = str(quota.remaining)
        response.headers["RateLimit-Reset"] = str(quota.reset_s)
        response.headers["RateLimit-Policy"] = f"{quota.limit};w=60"
    return response
