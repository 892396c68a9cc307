"""Who is asking, as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.schemas.base import NO_NUL

PASSWORD = {"description": "At least 12 characters.", **NO_NUL}


class SignInIn(Schema):
    email = fields.String(required=True, validate=validate.Length(1, 254))
    password = fields.String(required=True, validate=validate.Length(1, 1024))


class SetupIn(Schema):
    token = fields.String(required=True, validate=validate.Length(1, 200))
    email = fields.String(required=True, validate=validate.Length(3, 254))
    name = fields.String(required=True, validate=validate.Length(1, 200))
    password = fields.String(required=True, metadata=PASSWORD, validate=validate.Length(12, 1024))


class PersonOut(Schema):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    is_operator = fields.Boolean(required=True)


class KeyOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    prefix = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)


class ProjectOut(Schema):
    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)


class MeOut(Schema):
    """A person or a key, what they may do, and the token that changes by cookie must carry."""

    person = fields.Nested(PersonOut, required=True, allow_none=True)
    key = fields.Nested(KeyOut, required=True, allow_none=True)
    project = fields.Nested(ProjectOut, required=True)
    rights = fields.List(fields.String(), required=True)
    csrf_token = fields.String(required=True, allow_none=True)
