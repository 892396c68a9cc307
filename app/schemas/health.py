"""How a process is, as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class LiveOut(Schema):
    status = fields.String(required=True, validate=validate.OneOf(["live"]))


class ChecksOut(Schema):
    database = fields.String(required=True, validate=validate.OneOf(["ok", "away"]))
    schema = fields.String(
        required=True, metadata={"description": "`ok`, `unknown`, or which one it is at."}
    )


class ReadyOut(Schema):
    status = fields.String(required=True, validate=validate.OneOf(["ready", "not ready"]))
    checks = fields.Nested(ChecksOut, required=True)


class BuildOut(Schema):
    """The release, and a mark that changes with any file of it."""

    version = fields.String(required=True)
    build = fields.String(required=True)
