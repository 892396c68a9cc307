"""Single sign-on as JSON, and what a provider sends people back with."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class LoginArgs(Schema):
    next = fields.String(
        validate=validate.Length(max=2000),
        metadata={"description": "Where to go afterwards, a path of this site."},
    )


class CallbackArgs(Schema):
    """Whatever else the provider adds is ignored (RFC 6749, 4.1.2)."""

    state = fields.String(metadata={"description": "As the sign-in began with."})
    code = fields.String(metadata={"description": "To be exchanged for an id_token, once."})
    error = fields.String(metadata={"description": "In place of a code (RFC 6749, 4.1.2.1)."})
    iss = fields.String(metadata={"description": "Who answers (RFC 9207)."})


class SignOnOut(Schema):
    enabled = fields.Boolean(required=True)
    name = fields.String(required=True, allow_none=True)
    password_sign_in = fields.Boolean(required=True)
