"""Every refusal in one shape: `application/problem+json` (RFC 9457), or a page in the panel.

Programs that speak Langfuse's API get its shape.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.db import as_domain_error, db
from app.errors import DomainError, Invalid, NotFound, TooLarge
from app.web import langfuse, refusals
from app.web.identity import wants_page
from app.web.status_body import PROTOBUF, status_body

PROBLEM = "application/problem+json"
CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
TITLES = {
    404: NotFound.title,
    413: TooLarge.title,
    422: Invalid.title,
}
DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not know that method; `Allow` lists those it knows.",
    413: "The request is larger than 8 MiB.",
    500: "Something went wrong here, and it has been logged with this request id.",
}


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(SQLAlchemyError, database_failed)
    app.register_error_handler(HTTPException, http_refused)
    app.register_error_handler(Exception, failed)


def refused(error: DomainError) -> Response:
    refusals.record(error)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="promptside"'
    problem = describe(error.status, error.title, error.message, error.code, error.errors)
    return answer({**problem, **error.facts}, headers)


def database_failed(error: SQLAlchemyError) -> Response:
    db.session.rollback()
    known = as_domain_error(error)
    return refused(known) if known else failed(error)


def http_refused(error: HTTPException) -> Any:
    """Werkzeug's own refusals, and those that webargs raises with messages by field."""
    status = error.code or 500
    if status < 400:
        return error
    data = getattr(error, "data", None) or {}
    errors = data.get("messages")
    code = CODES.get(
        status, "invalid" if errors else (error.name or "error").lower().replace(" ", "_")
    )
    detail = first_message(errors) or DETAILS.get(status) or error.description or ""
    headers = {k: v for k, v in error.get_headers() if k in ("Allow", "Retry-After")}
    title = TITLES.get(status, error.name)
    return answer(describe(status, title, detail, code, errors), headers)


def failed(error: Exception) -> Response:
    known = {"fields": {"request_id": g.get("request_id")}}
    current_app.logger.exception("unhandled error", exc_info=error, extra=known)
    return answer(describe(500, "Internal error", DETAILS[500], "internal_error", None), {})


def describe(status: int, title: str, detail: str, code: str, errors: Any | None) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    problem |= {"code": code, "request_id": g.get("request_id")}
    return {**problem, "errors": errors} if errors else problem


def answer(problem: dict[str, Any], headers: dict[str, str]) -> Response:
    body: str | bytes
    status = problem["status"]
    if wants_page():
        body, kind = render_template("error.html", problem=problem), "text/html"
    elif request.mimetype == PROTOBUF:
        body, kind = status_body(problem), PROTOBUF
    elif langfuse.is_asked():
        status, refusal = langfuse.refusal_of(problem)
        body, kind = current_app.json.dumps(refusal), "application/json"
    else:
        body, kind = current_app.json.dumps(problem), PROBLEM
    response = Response(body, status, headers, content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    return response


def first_message(errors: Any, path: tuple[str, ...] = ()) -> str | None:
    """One sentence out of messages nested by place, field and index."""
    if isinstance(errors, dict):
        for key, value in errors.items():
            if found := first_message(value, (*path, str(key))):
                return found
    elif isinstance(errors, list) and errors:
        field = ".".join(path[1:]) or (path[0] if path else "")
        return f"{field}: {errors[0]}" if field else str(errors[0])
    return None
