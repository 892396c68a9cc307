"""Whether this process lives, whether it can serve, and which build it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.db import db
from app.errors import DatabaseAway
from app.migrating import current_revision, head_revision
from app.web.build import BUILD, VERSION

health = Blueprint("health", __name__)


@health.get("/live")
def live() -> Any:
    """Answers while the process does, whatever the database is doing."""
    return jsonify(status="live")


@health.get("/ready")
def ready() -> Any:
    """200 when the database answers and is at this build's schema."""
    checks = {"database": "ok", "schema": "ok"}
    try:
        found = current_revision(db.session.connection())
    except (SQLAlchemyError, DatabaseAway):
        checks = {"database": "away", "schema": "unknown"}
    else:
        if found != head_revision():
            checks["schema"] = f"at {found}, needs {head_revision()}: run `flask migrate`"
    is_ready = set(checks.values()) == {"ok"}
    answer = jsonify(status="ready" if is_ready else "not ready", checks=checks)
    if not is_ready:
        answer.status_code = 503
        answer.headers["Retry-After"] = "2"
    return answer


@health.get("/version")
def version() -> Any:
    """The build's number; pages offer a reload when it changes."""
    return jsonify(version=VERSION, build=BUILD)
