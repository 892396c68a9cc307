"""What all of these routes share: how they read, and how lists are paged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask
from flask import current_app, request
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.api.blueprint import Blueprint
from app.db import db, in_utc
from app.errors import Invalid
from app.otlp.lenient_json import parse, without_halves
from app.schemas.base import Digits, Timestamp

blp = flask.Blueprint("langfuse", __name__, url_prefix="/api/public")


class PagedArgs(Schema):
    page = Digits(load_default=1, most=1_000)
    limit = Digits(load_default=50, most=100)


class PeriodArgs(Schema):
    from_timestamp = Timestamp(data_key="fromTimestamp")
    to_timestamp = Timestamp(data_key="toTimestamp")


def takes(schema: type[Schema]) -> Callable[..., Any]:
    """The query, read by a schema; a parameter that it does not know is refused."""

    def decorate(view: Callable[..., Any]) -> Any:
        parser = Blueprint.ARGUMENTS_PARSER
        reading: Any = parser.use_args(schema, location="query", unknown=RAISE)(view)
        reading.reads_query = True
        return reading

    return decorate


def received() -> bytes:
    # The transaction that knew the caller must not wait for what a slow client sends.
    db.session.rollback()
    return request.get_data()


def reported() -> Any:
    """The body of whoever reports: what cannot be stored is replaced, so that nothing is lost."""
    return without_halves(parse(received()))


def sent(schema: type[Schema]) -> dict[str, Any]:
    """The body, read strictly, by a schema that leaves out what it does not know."""
    body = current_app.json.loads(received())
    if not isinstance(body, dict):
        raise Invalid("The body is not a JSON object; send one.")
    try:
        found: dict[str, Any] = schema(unknown="exclude").load(body)
    except ValidationError as error:
        field, said = next(iter(error.normalized_messages().items()))
        raise Invalid(f"{field}: {first(said)}", errors={"json": error.messages}) from error
    return found


def first(said: Any) -> Any:
    while isinstance(said, dict | list) and said:
        said = next(iter(said.values())) if isinstance(said, dict) else said[0]
    return said


def paged(rows: list[Any], total: int, args: dict[str, Any]) -> dict[str, Any]:
    page, limit = args["page"], args["limit"]
    meta = {"page": page, "limit": limit, "totalItems": total, "totalPages": -(-total // limit)}
    return {"data": rows, "meta": meta}


def offset_of(args: dict[str, Any]) -> int:
    offset: int = (args["page"] - 1) * args["limit"]
    return offset


def at(moment: Any) -> str | None:
    return None if moment is None else in_utc(moment)


def texts(most: int, **kwargs: Any) -> fields.List:
    return fields.List(fields.String(validate=validate.Length(1, most)), **kwargs)
