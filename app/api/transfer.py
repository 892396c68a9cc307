"""REST: prompts in and out as lines of JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request
from flask.views import MethodView
from werkzeug.exceptions import UnsupportedMediaType

from app.api.blueprint import Blueprint
from app.db import db
from app.errors import DomainError
from app.schemas import transfer as lines
from app.services import transfer
from app.services.transfer import LineResult, Tally
from app.web.attachments import attachment
from app.web.uploads import pieces

blp = Blueprint(
    "transfer", __name__, url_prefix="/api", description="Prompts in and out, as lines of JSON"
)

NDJSON = "application/x-ndjson"
LINES = {"type": "string"}
CHUNK = 64 * 1024
AT_ONCE = 64 * 1024
"""What surely fits on the way to a client that is not reading yet."""


@blp.route("/import")
class Import(MethodView):
    @blp.arguments(lines.ImportArgs, location="query")
    @blp.response(
        200, LINES, content_type=NDJSON, description=lines.RESULTS_OUT, example=lines.REPORT
    )
    @blp.alt_response(415, description=f"Not `{NDJSON}`")
    @blp.doc(
        requestBody={
            "required": True,
            "description": lines.PROMPTS_IN,
            "content": {NDJSON: {"schema": LINES, "example": lines.LINE_IN}},
        }
    )
    def post(self, args: dict[str, Any]) -> Any:
        """Import prompts with their versions and history"""
        if request.mimetype != NDJSON:
            raise UnsupportedMediaType(f"Send lines of JSON with `Content-Type: {NDJSON}`.")
        request.max_content_length = sys.maxsize
        # The transaction that knew the caller must not wait for what a slow client sends.
        db.session.rollback()
        body = transfer.lines_in(pieces())
        results = transfer.import_lines(g.caller, body, **args)
        # What goes wrong before the first result still has a status of its own.
        results = chain(list(islice(results, 1)), results)
        steps = in_contexts(current_app._get_current_object(), report(results))  # type: ignore[attr-defined]
        return Response(held_back(steps), content_type=NDJSON)


@blp.route("/export")
class Export(MethodView):
    @blp.response(
        200, LINES, content_type=NDJSON, description=lines.PROMPTS_OUT, example=lines.LINE_OUT
    )
    def get(self) -> Any:
        """Export all prompts with their versions and history"""
        file = transfer.spooled(g.caller)
        return attachment(file, NDJSON, "prompts.jsonl")


def report(results: Iterable[LineResult]) -> Iterator[bytes]:
    tally, problem = Tally(), None
    try:
        for result in results:
            tally.count(result)
            yield as_line(asdict(result))
    except DomainError as error:
        problem = error.message
    yield as_line({"summary": {**asdict(tally), "complete": problem is None, "detail": problem}})


def as_line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def in_contexts(app: Flask, steps: Iterator[bytes]) -> Iterator[bytes]:
    """Each step within the application, as the server may take each on another thread."""
    while True:
        with app.app_context():
            step = next(steps, None)
        if step is None:
            return
        yield step


def held_back(steps: Iterator[bytes]) -> Iterator[bytes]:
    """Many clients read nothing until they have sent everything; waiting for them would be for
    ever. So what might not fit on the way waits here until their last line is done.
    """
    sent = 0
    with SpooledTemporaryFile(max_size=1024 * 1024) as waiting:
        for step in steps:
            if sent + len(step) <= AT_ONCE:
                sent += len(step)
                yield step
            else:
                sent = AT_ONCE
                waiting.write(step)
        waiting.seek(0)
        yield from iter(partial(waiting.read, CHUNK), b"")
