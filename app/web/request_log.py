"""One line of the log for each request: who asked for what, how it ended, how long it took.

The path is the route's own, without the names and tokens that stand in its place in an address,
and no query or body is ever told.
"""

from __future__ import annotations

import logging
from time import perf_counter

from flask import Flask, Response, g, request

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Before all others, so that what they do is measured and what they set is told."""
    app.before_request(begin)
    app.after_request(tell)


def begin() -> None:
    g.began = perf_counter()


def tell(response: Response) -> Response:
    if log.isEnabledFor(logging.INFO):
        # Not by `log.info`, which looks through the stack for who calls it.
        log.handle(logging.makeLogRecord({**RECORD, "fields": fields(response)}))
    return response


RECORD = {"name": __name__, "levelno": logging.INFO, "levelname": "INFO", "msg": "request"}


def fields(response: Response) -> dict[str, object]:
    # Both without their proxies, which find them anew at every attribute.
    known = vars(g._get_current_object())
    asked = request._get_current_object()  # type: ignore[attr-defined]
    caller, rule = known.get("caller"), asked.url_rule
    return {
        "request_id": known.get("request_id"),
        "method": asked.method,
        "route": rule.rule if rule else None,
        "status": response.status_code,
        "duration_ms": round((perf_counter() - known["began"]) * 1000, 2),
        "project": caller.project_id if caller else known.get("project_id"),
        "actor": caller.actor if caller else known.get("actor"),
        "address": known.get("address"),
    }
