"""Fields that several nouns share."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.db import in_utc

DIGITS = re.compile(r"[0-9]{1,10}")
NO_NUL = {"pattern": "^[^\\u0000]*$"}
"""For the document: the JSON reader has refused NUL before a field sees it."""


class Timestamp(fields.DateTime):
    """UTC with microseconds, `2026-01-31T12:00:00.000000Z`; read in any ISO 8601 with a zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else in_utc(value)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, *args, **kwargs)
        if moment.tzinfo is None:
            raise ValidationError("Say the time zone, such as a closing Z.")
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise ValidationError("Not a time that can be stored.") from None


class Whole(fields.Integer):
    """A whole number, from JSON a number and nothing else; 2.0 is one (JSON Schema, 6.1.1)."""

    def __init__(self, *, least: int = 1, most: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(least, most), **kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        is_whole = isinstance(value, float) and value.is_integer()
        return super()._validated(int(value) if is_whole else value)


class Quantity(fields.Float):
    """A number, from JSON one and nothing like it; not below 0."""

    def __init__(self, *, most: float, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(0, most), allow_nan=False, **kwargs)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Digits(fields.Integer):
    """A whole number in a query: ASCII digits and nothing else."""

    def __init__(self, *, least: int = 1, most: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _validated(self, value: Any) -> int:
        if not DIGITS.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Truth(fields.Boolean):
    """`true` or `false`, from JSON these and nothing like them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Switch(fields.Boolean):
    """`true` or `false` in a query."""

    truthy = {"true"}
    falsy = {"false"}


class JsonObject(fields.Dict):
    """An object as an author wrote it, its keys in that order."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


class JsonObjects(fields.List):
    """A list of objects as an author wrote them; `each` describes one of them."""

    def __init__(self, each: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(fields.Dict(metadata={"json_schema": each or {}}), **kwargs)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


class Hex(fields.Field):
    """Ids of traces and spans as OpenTelemetry writes them: lower-case hexadecimal digits."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        if value is None:
            return None
        return value.hex() if isinstance(value, bytes) else str(value.hex)


class Line(fields.String):
    """A text of some characters, that may be left out by null."""

    def __init__(self, most: int, description: str = "", **kwargs: Any) -> None:
        metadata = {**NO_NUL, **({"description": description} if description else {})}
        super().__init__(
            allow_none=True, validate=validate.Length(max=most), metadata=metadata, **kwargs
        )


class PageArgs(Schema):
    """The parameters of a list that is paged by cursor."""

    limit = Digits(
        most=100,
        load_default=50,
        metadata={"description": "Rows of the page, at most 100."},
    )
    cursor = fields.String(
        validate=validate.Length(equal=32),
        metadata={
            "description": "From the `Link` header of the page before.",
            "pattern": "^[A-Za-z0-9_-]{32}$",
            "format": "cursor",
        },
    )


class ProblemOut(Schema):
    """A refusal (RFC 9457), with what else its code says, such as `latest_version`."""

    class Meta:
        json_schema = {"additionalProperties": True}

    type = fields.String(required=True, metadata={"example": "about:blank"})
    title = fields.String(required=True, metadata={"example": "Not found"})
    status = fields.Integer(required=True, metadata={"example": 404})
    detail = fields.String(
        required=True, metadata={"description": "A sentence that says what to do next."}
    )
    code = fields.String(
        required=True, metadata={"description": "For programs.", "example": "no_such_prompt"}
    )
    request_id = fields.String(required=True, allow_none=True)
    errors = fields.Dict(
        metadata={"description": "What is wrong, by place (`json`, `query`, …) and field."}
    )
