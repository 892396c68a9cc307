"""Which project a key belongs to, and whether this process is well."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify

from app.api.health import ready as own_readiness
from app.api.langfuse.blueprint import blp
from app.services.access.projects import get_project
from app.web.build import VERSION

ORGANIZATION = {"id": "promptside", "name": "Promptside"}
"""There is nothing above a project here; SDKs ask for it all the same."""


@blp.get("/projects")
def projects() -> Any:
    project = get_project(g.caller.project_id)
    row = {
        "id": str(project.id),
        "name": project.name,
        "organization": ORGANIZATION,
        "metadata": {},
        "retentionDays": project.retention_days,
    }
    return jsonify({"data": [row]})


@blp.get("/health")
def health() -> Any:
    return jsonify({"status": "OK", "version": VERSION})


@blp.get("/ready")
def ready() -> Any:
    answer = own_readiness()
    if isinstance(answer, tuple):
        return {"status": "NOT READY"}, *answer[1:]
    return jsonify({"status": "OK", "version": VERSION})
