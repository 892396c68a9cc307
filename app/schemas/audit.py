"""The audit log as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.schemas.base import NO_NUL, PageArgs, Timestamp

LINE_OUT = (
    '{"id":"01a20b4e-4d10-7940-ad94-5367c651dff0",'
    '"project_id":"01a20b4e-0000-7940-ad94-5367c651dff0",'
    '"actor":"person:01a20b4e-1111-7940-ad94-5367c651dff0","action":"prompt.activated",'
    '"object_type":"prompt","object_id":"01a20b4e-2b14-7c63-999a-a7746c494a14",'
    '"object_name":"support/summarise","changes":{"active_version":[1,2]},'
    '"reason":"Shorter answers","request_id":"4f1c2ab09d3e5f67","address":"192.0.2.7",'
    '"agent":"curl/8.5","created_at":"2026-01-31T12:00:00.000000Z","seal":1204,'
    '"hash":"9d2ad1c4a7a3a4c6b7cf6d0f1f0d2f7b8a1d3c5e7f90123456789abcdef01234"}\n'
)
LINES_OUT = (
    "An event a line, oldest first, with the number and hash of its seal; those of the last moment"
    " may have none yet. The export is itself an event."
)


def text(description: str) -> fields.String:
    return fields.String(
        validate=[validate.Length(1, 200), validate.Regexp(r"^[^\0]*\Z")],
        metadata={"description": description, **NO_NUL},
    )


class AuditArgs(Schema):
    actor = text("`person:<id>`, `key:<id>`, `system` or `anonymous`.")
    action = text("Such as `prompt.activated`.")
    object_type = text("Such as `prompt`.")
    object_id = text("Whatever happened to this one.")
    request_id = text("The `X-Request-Id` of the answer.")
    since = Timestamp(metadata={"description": "From this moment on."})
    until = Timestamp(metadata={"description": "Before this moment."})


class AuditPageArgs(AuditArgs, PageArgs):
    """The same, paged by cursor."""


class AuditEventOut(Schema):
    """One thing that happened, and its place in the chain of seals."""

    id = fields.UUID(required=True)
    actor = fields.String(required=True)
    actor_name = fields.String(required=True, attribute="author")
    action = fields.String(required=True)
    object_type = fields.String(required=True)
    object_id = fields.String(required=True, allow_none=True)
    object_name = fields.String(required=True, allow_none=True)
    changes = fields.Dict(required=True, metadata={"description": "Field → [before, after]."})
    reason = fields.String(required=True, allow_none=True)
    request_id = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    agent = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    seal = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null within its first second."}
    )
    hash = fields.String(required=True, allow_none=True)
