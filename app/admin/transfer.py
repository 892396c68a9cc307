"""Import and export: prompts as lines of JSON, with a look before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import jsonify, request
from flask_admin import BaseView, expose
from werkzeug.exceptions import RequestEntityTooLarge

from app.admin.guard import Guarded, caller, within_slug
from app.db import db
from app.errors import TooLarge, Unavailable
from app.services import transfer
from app.services.access.projects import list_projects
from app.web.attachments import attachment
from app.web.uploads import pieces

CHUNK = 64 * 1024
NDJSON = "application/x-ndjson"


class PieceIsTooLarge(TooLarge):
    """The page sends half a megabyte at a time, and more only if one line is longer."""


class TransferView(Guarded, BaseView):
    @expose("/")
    def index(self) -> Any:
        slugs = [project.slug for project in list_projects(caller())]
        return self.render("admin/transfer.html", slugs=slugs)

    @expose("/import/", methods=("POST",))
    def take(self) -> Any:
        """Some lines of a file; the page sends piece after piece, and shows how far it is.

        What was done before the database went away is told, along with why it went no further.
        """
        here = within_slug(request.args.get("project", ""))
        # Each line has a transaction of its own; the one that knew the caller is over.
        db.session.rollback()
        is_preview = request.args.get("preview") == "1"
        results: list[dict[str, Any]] = []
        stopped = None
        try:
            results.extend(map(asdict, transfer.import_lines(here, lines(), dry_run=is_preview)))
        except Unavailable as error:
            if not results:
                raise
            stopped = error.message
        return jsonify(results=results, stopped=stopped)

    @expose("/export/")
    def give(self) -> Any:
        slug = request.args.get("project", "")
        file = transfer.spooled(within_slug(slug))
        return attachment(file, NDJSON, f"{slug}.jsonl")


def lines() -> Iterator[bytes]:
    request.max_content_length = transfer.LINE_BYTES + CHUNK
    try:
        yield from transfer.lines_in(pieces())
    except RequestEntityTooLarge:
        most = transfer.LINE_BYTES // 1024**2
        raise PieceIsTooLarge(
            f"Longer than {most} MiB, which is the most of a line; the whole file may be longer."
        ) from None
