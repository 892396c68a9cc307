"""Connections to models, as JSON. Keys come in and never go out."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.providers import KINDS, PROVIDERS
from app.schemas.base import NO_NUL, Timestamp, Truth, Whole


def line_field(most: int, **kwargs: Any) -> fields.String:
    """One line of text, without spaces around it."""
    metadata = {**NO_NUL, "format": "line", **kwargs.pop("metadata", {})}
    return fields.String(validate=validate.Length(1, most), metadata=metadata, **kwargs)


def base_url_field() -> fields.String:
    return fields.String(
        allow_none=True,
        validate=validate.Length(1, 2_000),
        metadata={
            "format": "base-url",
            "description": "Of an OpenAI-compatible API, such as `https://llm.example.org/v1`;"
            " null for OpenAI's own.",
            **NO_NUL,
        },
    )


def api_key_field() -> fields.String:
    return fields.String(
        allow_none=True,
        load_only=True,
        validate=validate.Regexp("^[!-~]{1,500}$"),
        metadata={"description": "Stored encrypted, and never shown again."},
    )


def model_field() -> fields.String:
    return line_field(
        200, allow_none=True, metadata={"description": "Used where a prompt names no model."}
    )


def timeout_field(**kwargs: Any) -> Whole:
    return Whole(most=600, metadata={"description": "Seconds, for a whole call."}, **kwargs)


def concurrency_field() -> Whole:
    words = "How many calls of experiments at once; null for any number."
    return Whole(most=1_000, allow_none=True, metadata={"description": words})


def rate_field() -> Whole:
    words = "How many calls of experiments are begun in a minute; null for any number."
    return Whole(most=100_000, allow_none=True, metadata={"description": words})


class ConnectionIn(Schema):
    name = line_field(100, required=True)
    provider = fields.String(required=True, validate=validate.OneOf(list(PROVIDERS)))
    base_url = base_url_field()
    api_key = api_key_field()
    default_model = model_field()
    timeout_s = timeout_field(load_default=60)
    max_concurrency = concurrency_field()
    requests_per_minute = rate_field()
    is_default = Truth(load_default=False)


class ConnectionPatchIn(Schema):
    """What is left out stays. A new `base_url` needs the key again."""

    name = line_field(100)
    base_url = base_url_field()
    api_key = api_key_field()
    default_model = model_field()
    timeout_s = timeout_field()
    max_concurrency = concurrency_field()
    requests_per_minute = rate_field()
    is_default = Truth(metadata={"description": "Used where a run names no connection."})


class ConnectionOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    provider = fields.String(required=True)
    base_url = fields.String(required=True, allow_none=True)
    has_key = fields.Boolean(required=True)
    key_hint = fields.String(
        required=True, allow_none=True, metadata={"description": "How a long key ends."}
    )
    default_model = fields.String(required=True, allow_none=True)
    timeout_s = fields.Integer(required=True)
    max_concurrency = fields.Integer(required=True, allow_none=True)
    requests_per_minute = fields.Integer(required=True, allow_none=True)
    is_default = fields.Boolean(required=True)
    is_built_in = fields.Boolean(
        required=True, metadata={"description": "`echo`, which every project has."}
    )
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    updated_at = Timestamp(required=True)


class ConnectionTestIn(Schema):
    model = line_field(200, metadata={"description": "Instead of the connection's own."})


class ConnectionTestOut(Schema):
    ok = fields.Boolean(required=True)
    latency_ms = fields.Float(
        required=True, metadata={"description": "Until the first piece of an answer, or a refusal."}
    )
    model = fields.String(required=True, allow_none=True)
    kind = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(list(KINDS)),
        metadata={"description": "What kept it from working."},
    )
    message = fields.String(
        required=True, allow_none=True, metadata={"description": "What to do about it."}
    )
