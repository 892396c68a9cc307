"""REST: the audit log of a project."""

from __future__ import annotations

import os
from typing import Any

from flask import g, make_response, send_file
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.api.transfer import LINES, NDJSON
from app.schemas import audit as lines
from app.schemas import examples
from app.schemas.audit import AuditArgs, AuditEventOut, AuditPageArgs
from app.services import history
from app.services.history import Wanted

blp = Blueprint("audit", __name__, url_prefix="/api/audit", description="Who did what, and when")


@blp.route("")
class Events(MethodView):
    @blp.arguments(AuditPageArgs, location="query")
    @blp.response(200, AuditEventOut(many=True), example=[examples.EVENT], headers=headers.PAGING)
    def get(self, args: dict[str, Any]) -> Any:
        """List what happened in this project, newest first"""
        paging = {name: args.pop(name) for name in ("limit", "cursor") if name in args}
        page = history.list_events(g.caller, Wanted(**args), **paging)
        return make_response(AuditEventOut(many=True).dump(page.rows), paging_headers(page))


@blp.route("/export")
class Export(MethodView):
    @blp.arguments(AuditArgs, location="query")
    @blp.response(
        200, LINES, content_type=NDJSON, description=lines.LINES_OUT, example=lines.LINE_OUT
    )
    def get(self, args: dict[str, Any]) -> Any:
        """Export what happened in this project, oldest first"""
        file = history.export_events(g.caller, Wanted(**args))
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        response = send_file(file, NDJSON, as_attachment=True, download_name="audit.jsonl")
        response.content_length = length
        response.headers["Cache-Control"] = "no-store"
        return response
