"""REST: whether this process lives, whether it can serve, and which build it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.api import headers
from app.api.blueprint import Blueprint
from app.db import db
from app.errors import DatabaseAway
from app.migrating import current_revision, head_revision
from app.schemas import examples
from app.schemas.health import BuildOut, LiveOut, ReadyOut
from app.web.build import BUILD, VERSION

blp = Blueprint("health", __name__, description="How this process is; open to all")


@blp.route("/live")
@blp.doc(security=[])
@blp.response(200, LiveOut, example=examples.LIVE)
def live() -> Any:
    """Say that the process answers, whatever the database is doing"""
    return {"status": "live"}


@blp.route("/ready")
@blp.doc(security=[])
@blp.response(200, ReadyOut, example=examples.READY)
@blp.alt_response(
    503,
    schema=ReadyOut,
    example=examples.NOT_READY,
    headers=headers.RETRY_AFTER,
    description="The database is away, or at another schema",
)
def ready() -> Any:
    """Say whether the database answers and is at this build's schema"""
    checks = {"database": "ok", "schema": "ok"}
    try:
        found = current_revision(db.session.connection())
    except (SQLAlchemyError, DatabaseAway):
        checks = {"database": "away", "schema": "unknown"}
    else:
        if found != head_revision():
            checks["schema"] = f"at {found}, needs {head_revision()}: run `flask migrate`"
    if set(checks.values()) == {"ok"}:
        return {"status": "ready", "checks": checks}
    return {"status": "not ready", "checks": checks}, 503, {"Retry-After": "2"}


@blp.route("/version")
@blp.doc(security=[])
@blp.response(200, BuildOut, example=examples.BUILD)
def version() -> Any:
    """Say which build answers; pages offer a reload when it changes"""
    return {"version": VERSION, "build": BUILD}
