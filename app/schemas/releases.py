"""Releases as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.schemas.base import Timestamp
from app.schemas.gates import ReleaseGateOut


class ReleaseOut(Schema):
    """One move of a label."""

    id = fields.UUID(required=True)
    prompt_id = fields.UUID(required=True)
    prompt_name = fields.String(required=True)
    label = fields.String(required=True)
    from_version = fields.Integer(required=True, allow_none=True)
    to_version = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True, attribute="author")
    created_at = Timestamp(required=True)
    release_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "The release that this one, a rollback, undoes."},
    )
    imported_at = Timestamp(required=True, allow_none=True)
    gates = fields.List(
        fields.Nested(ReleaseGateOut),
        required=True,
        allow_none=True,
        metadata={"description": "What each gate let it through by, or what was missing."},
    )
    gates_overridden = fields.Boolean(
        required=True,
        metadata={"description": "An admin moved the label though a gate was shut."},
    )
