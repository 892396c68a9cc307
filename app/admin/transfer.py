"""Import and export: prompts as lines of JSON, with a look before anything is written."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import jsonify, request, send_file
from flask_admin import BaseView, expose

from app.admin.guard import Guarded, caller, within_slug
from app.db import db
from app.services import transfer
from app.services.access.projects import list_projects

CHUNK = 64 * 1024
NDJSON = "application/x-ndjson"


class TransferView(Guarded, BaseView):
    @expose("/")
    def index(self) -> Any:
        return self.render("admin/transfer.html", projects=list_projects(caller()))

    @expose("/import/", methods=("POST",))
    def take(self) -> Any:
        """Some lines of a file; the page sends piece after piece, and shows how far it is."""
        here = within_slug(request.args.get("project", ""))
        request.max_content_length = transfer.LINE_BYTES + CHUNK
        # Each line has a transaction of its own; the one that knew the caller is over.
        db.session.rollback()
        lines = transfer.lines_in(iter(partial(request.stream.read, CHUNK), b""))
        is_preview = request.args.get("preview") == "1"
        results = transfer.import_lines(here, lines, dry_run=is_preview)
        return jsonify(results=[asdict(result) for result in results])

    @expose("/export/")
    def give(self) -> Any:
        slug = request.args.get("project", "")
        file = transfer.spooled(within_slug(slug))
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        response = send_file(file, NDJSON, as_attachment=True, download_name=f"{slug}.jsonl")
        response.content_length = length
        return response
