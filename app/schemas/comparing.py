"""Two versions side by side, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.models.prompts import KINDS
from app.schemas.base import Digits


class DiffArgs(Schema):
    from_ = Digits(required=True, data_key="from")
    to = Digits(required=True)


class Given(fields.List):
    """A list that is JSON already; its items are only described."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


PIECE = {
    "type": "array",
    "prefixItems": [{"type": "string"}, {"type": "boolean"}],
    "minItems": 2,
    "maxItems": 2,
}


def pieces() -> fields.List:
    piece = fields.Raw(
        metadata={"json_schema": PIECE, "description": "A text, and whether it differs."}
    )
    return Given(piece, required=True, allow_none=True)


class DiffRowOut(Schema):
    op = fields.String(
        required=True, validate=validate.OneOf(["same", "changed", "added", "removed"])
    )
    from_line = fields.Integer(required=True, allow_none=True)
    to_line = fields.Integer(required=True, allow_none=True)
    from_text = pieces()
    to_text = pieces()


class MessageDiffOut(Schema):
    index = fields.Integer(required=True, metadata={"description": "Counts from 0."})
    role_from = fields.String(required=True, allow_none=True)
    role_to = fields.String(required=True, allow_none=True)
    rows = Given(fields.Nested(DiffRowOut), required=True)


class DiffOut(Schema):
    """What differs between two versions: as one unified text, and line by line."""

    from_ = fields.Integer(required=True, data_key="from")
    to = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    unified = fields.String(required=True)
    content = Given(fields.Nested(DiffRowOut), required=True, allow_none=True)
    messages = Given(fields.Nested(MessageDiffOut), required=True, allow_none=True)
    parameters = Given(fields.Nested(DiffRowOut), required=True)
