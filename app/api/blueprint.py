"""flask-smorest's blueprint, stricter: what is not in the contract is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask_smorest
from flask import Request, request
from marshmallow import RAISE, Schema, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from app.db import db
from app.errors import Invalid
from app.services.access.names import renamings


class Parser(FlaskParser):
    """Reads bodies through the application's own strict JSON, and each parameter once."""

    DEFAULT_VALIDATION_STATUS = 422

    def _raw_load_json(self, req: Request) -> Any:
        # The transaction that knew the caller must not wait for what a slow client sends.
        db.session.rollback()
        if not req.get_data():
            return {}
        if not req.is_json:
            raise UnsupportedMediaType("Send JSON with `Content-Type: application/json`.")
        return req.get_json()

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        # A dict, not webargs' proxy: marshmallow asks it for every field that there is.
        return {name: given(name, values, schema) for name, values in req.args.lists()}


def given(name: str, values: list[str], schema: Schema) -> str | list[str]:
    """Of a list all, of anything else the one value; what nobody knows is refused later."""
    field = next(
        (field for key, field in schema.fields.items() if (field.data_key or key) == name), None
    )
    if isinstance(field, fields.List):
        return values
    if field is not None and len(values) > 1:
        raise Invalid(
            f"{name}: Given more than once.", errors={"query": {name: ["Given more than once."]}}
        )
    return values[0]


class Blueprint(flask_smorest.Blueprint):
    """`arguments` refuses what it does not know, and says so of queries."""

    ARGUMENTS_PARSER = Parser()

    def arguments(
        self, schema: Any, *, location: str = "json", unknown: str = RAISE, **kwargs: Any
    ) -> Any:
        if isinstance(schema, type):
            # A class would be instantiated, and its fields be copied, with every request.
            schema = schema()
        if location == "json" and may_be_empty(schema):
            # No body is read as an empty one.
            kwargs.setdefault("required", False)
        decorate = super().arguments(schema, location=location, unknown=unknown, **kwargs)

        def mark(function: Callable[..., Any]) -> Any:
            decorated = decorate(function)
            if location == "query":
                decorated.reads_query = True
            return decorated

        return mark


def may_be_empty(schema: Schema) -> bool:
    """Of schemas that say more of their fields together, something is always needed."""
    return not hasattr(schema.Meta, "json_schema") and not schema.validate({})


def is_known(etag: str) -> bool:
    """Whether the client has this already, by its `If-None-Match`."""
    known = etags_in("If-None-Match") or []
    return etag in known or "*" in known


def state_etag(state: str) -> str:
    """An ETag of a state, and of the names of people that an answer shows beside it."""
    return f"{state}.{renamings()}"


def states_in_if_match() -> list[str] | None:
    """The states, of those that `state_etag` was given, which the caller acts on; names apart."""
    etags = etags_in("If-Match")
    return None if etags is None else [etag.partition(".")[0] for etag in etags]


def etags_in(header: str) -> list[str] | None:
    """The ETags of `If-Match` or `If-None-Match`, compared weakly; None if it was not sent."""
    value = request.headers.get(header)
    if value is None:
        return None
    return [tag.strip().removeprefix("W/").strip('"') for tag in value.split(",")]
