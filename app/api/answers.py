"""Shaping what services return: lists with their paging headers, details with their versions."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import make_response, request
from marshmallow import Schema

from app.api.blueprint import state_etag
from app.models import Prompt
from app.services.access.names import put_authors
from app.services.paging import Page


def paging_headers(page: Page) -> dict[str, str]:
    """`X-Pagination`, and `Link: rel="next"` while there is more."""
    pagination = {
        "limit": page.limit,
        "offset": page.offset,
        "total": page.total,
        "total_capped": page.total_capped,
    }
    headers = {"X-Pagination": json.dumps(pagination)}
    if page.next is not None:
        kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("cursor", "offset")]
        headers["Link"] = next_link(request.path, [*kept, ("cursor", str(page.next))])
    return headers


def next_link(path: str, query: list[tuple[str, Any]]) -> str:
    return f'<{path}?{urlencode(query)}>; rel="next"'


def with_versions(prompt: Prompt, page: Page) -> Prompt:
    """A prompt ready to be shown in detail."""
    prompt.shown = page.rows
    prompt.newest_shown = page.rows[0]
    return prompt


def stated(schema: Schema, row: Any, state: str, status: int = 200, **told: str) -> Any:
    """A row with who made it, and the ETag of its state.

    That is taken before names are read: a newer answer under an older ETag does no harm.
    """
    etag = state_etag(state)
    put_authors([row])
    return make_response(schema.dump(row), status, {"ETag": f'"{etag}"', **told})
