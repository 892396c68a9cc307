"""Files of items: into a dataset, with a look before anything is written, and out of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import jsonify, request
from flask_admin import expose

from app.admin.guard import NothingThere, caller, number_asked, parsed_id, within
from app.admin.transfer import NDJSON
from app.db import db
from app.errors import DomainError
from app.services import datasets
from app.services.datasets import Refused, Summary
from app.services.looking import look_at_dataset
from app.web.attachments import attachment
from app.web.uploads import pieces

TABLE = "text/csv"
KINDS = {"jsonl": NDJSON, "csv": TABLE}
MOST_SHOWN = 500
"""Refused rows that are told one by one."""


class DatasetFiles:
    """The pages of a dataset that take a file and give one."""

    render: Callable[..., str]

    @expose("/import/")
    def import_view(self) -> str:
        looked = look_at_dataset(caller(), parsed_id(request.args.get("id"), "dataset"))
        return self.render("admin/datasets/import.html", dataset=looked.row, most=MOST_SHOWN)

    @expose("/import/", methods=("POST",))
    def take(self) -> Any:
        """The whole file at once: what becomes of it is one version, or nothing."""
        asked = request.args
        dataset = look_at_dataset(caller(), parsed_id(asked.get("id"), "dataset")).row
        request.max_content_length = sys.maxsize
        events = datasets.import_items(
            within(dataset.project_id),
            dataset.id,
            pieces(whole=True),
            kind_asked(),
            asked.get("mapping") or None,
            dry_run=asked.get("preview") == "1",
            partial=asked.get("partial") == "1",
            message=asked.get("message") or None,
        )
        # The transaction that knew the caller must not wait for what a slow sender sends.
        db.session.rollback()
        refused: list[dict[str, Any]] = []
        summary = Summary(complete=False)
        try:
            for event in events:
                if isinstance(event, Summary):
                    summary = event
                elif isinstance(event, Refused) and len(refused) < MOST_SHOWN:
                    refused.append(asdict(event))
        except DomainError as error:
            if error.status in (401, 403, 503):
                raise
            summary.detail = error.message
        return jsonify(summary=asdict(summary), refused=refused)

    @expose("/file/")
    def give(self) -> Any:
        """Every item of a version."""
        kind, version = kind_asked(), number_asked("version")
        dataset = look_at_dataset(caller(), parsed_id(request.args.get("id"), "dataset")).row
        here = within(dataset.project_id)
        _, number, file = datasets.spooled(here, dataset.id, version=version, kind=kind)
        name = f"{dataset.name.replace('/', '-')}-{number}.{kind}"
        return attachment(file, KINDS[kind], name)


def kind_asked() -> str:
    kind = request.args.get("kind", "jsonl")
    if kind not in KINDS:
        raise NothingThere(f"Items are lines of JSON or a table, never {kind[:20]!r}.")
    return kind
