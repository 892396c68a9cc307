"""Batches of events: traces of Langfuse's older SDKs, and scores of all but the newest."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify

from app.api.langfuse.blueprint import blp, reported
from app.db import transaction
from app.errors import Invalid
from app.services.langfuse.ingesting import Outcome, take_events
from app.web.langfuse import NAMES


@blp.post("/ingestion")
def ingestion() -> Any:
    body = reported()
    batch = body.get("batch") if isinstance(body, dict) else None
    if not isinstance(batch, list):
        raise Invalid('Send `{"batch": […]}`, a list of events.')
    with transaction():
        outcomes = take_events(g.caller, batch)
    taken = [{"id": one.id, "status": 201} for one in outcomes if one.error is None]
    errors = [refused(one) for one in outcomes if one.error is not None]
    return jsonify({"successes": taken, "errors": errors}), 207


def refused(outcome: Outcome) -> dict[str, Any]:
    message = outcome.error.message if outcome.error else ""
    return {"id": outcome.id, "status": 400, "message": message, "error": NAMES[400]}
