"""`Idempotency-Key`: a request sent twice is carried out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, request

from app.db import transaction
from app.errors import Invalid
from app.services import idempotency

LONGEST_KEY = 255


class BadIdempotencyKey(Invalid):
    """1 to 255 visible ASCII characters."""


def carried_out_once(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view that returns (body, status, headers).

    The answer is kept in the change's own transaction, so it is there if and only if that is.
    """

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            body, status, headers = view(*args, **kwargs)
            return in_json(current_app.json.dumps(body), status, headers)
        check_key(key)
        with transaction():
            claim = idempotency.claim(g.caller, request.path, key, request_hash())
            if claim.answer is not None:
                return replayed(claim)
            body, status, headers = view(*args, **kwargs)
            text = current_app.json.dumps(body)
            idempotency.keep_answer(claim, status, {"body": text, "headers": headers})
        return in_json(text, status, headers)

    return once


def check_key(key: str) -> None:
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadIdempotencyKey(
            f"An Idempotency-Key has 1 to {LONGEST_KEY} visible ASCII characters.",
            errors={"headers": {"Idempotency-Key": ["Not valid."]}},
        )


def request_hash() -> bytes:
    return hashlib.sha256(request.get_data()).digest()


def in_json(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status, headers, content_type="application/json")


def replayed(claim: idempotency.Claim) -> Response:
    answer = claim.answer or {}
    headers = {**answer["headers"], "Idempotency-Replayed": "true"}
    return in_json(answer["body"], claim.status or 200, headers)
