"""Refusals as Langfuse's SDKs read them, for what lies under `/api/public`."""

from __future__ import annotations

from typing import Any

from flask import request

PREFIX, OTLP = "/api/public/", "/api/public/otel/"
NAMES = {
    400: "InvalidRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "LangfuseNotFoundError",
    405: "MethodNotAllowedError",
    413: "PayloadTooLargeError",
    429: "TooManyRequestsError",
    503: "ServiceUnavailable",
}
ASKED_WRONGLY = (406, 409, 412, 415, 422)
"""400 there. Python's SDK would send a 409 nine times, for ten seconds."""
NOT_HERE = (
    "There is nothing at this address. Promptside answers the part of Langfuse's API that"
    " docs/LANGFUSE.md lists: prompts, traces, scores, datasets and experiments, but no media."
)


def is_asked() -> bool:
    return request.path.startswith(PREFIX) and not request.path.startswith(OTLP)


def refusal_of(problem: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The status, and `{message, error}`; the rest is ours, and told on."""
    status = 400 if problem["status"] in ASKED_WRONGLY else problem["status"]
    is_unknown = status == 404 and problem["code"] == "not_found"
    body = {
        "message": NOT_HERE if is_unknown else problem["detail"],
        "error": NAMES.get(status, "InternalServerError"),
        "code": problem["code"],
        "request_id": problem["request_id"],
    }
    return status, body
