"""Who is asking, projects, members, invitations and keys, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.models.access import LABEL_PATTERN, ROLES, SCOPES, SLUG
from app.schemas.base import NO_NUL, Line, Timestamp, Whole

PASSWORD = {"description": "At least 12 characters.", **NO_NUL}
TOKEN = {"description": "From the link, after the `#`.", **NO_NUL}


def name_field(most: int, **kwargs: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, most), metadata={**NO_NUL}, **kwargs)


def password_field() -> fields.String:
    return fields.String(required=True, metadata=PASSWORD, validate=validate.Length(12, 1024))


def role_field() -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(ROLES))


def own_role_field() -> fields.String:
    return fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([*ROLES, "operator"]),
        metadata={"description": "A person's role in the project; null for a key."},
    )


class SignInIn(Schema):
    email = fields.String(required=True, validate=validate.Length(1, 254))
    password = fields.String(required=True, validate=validate.Length(1, 1024))


class SetupIn(Schema):
    token = fields.String(required=True, validate=validate.Length(1, 200))
    email = fields.String(required=True, validate=validate.Length(3, 254))
    name = fields.String(required=True, validate=validate.Length(1, 200))
    password = password_field()


class PasswordResetIn(Schema):
    token = fields.String(required=True, validate=validate.Length(1, 400), metadata=TOKEN)
    password = password_field()


class PasswordIn(Schema):
    current_password = fields.String(required=True, validate=validate.Length(1, 1024))
    password = password_field()


class AccountIn(Schema):
    name = name_field(200, required=True)


class PersonOut(Schema):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    is_operator = fields.Boolean(required=True)


class SessionOut(Schema):
    """A sign-in of one's own."""

    id = fields.UUID(required=True)
    address = fields.String(required=True, allow_none=True)
    agent = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    seen_at = Timestamp(required=True)
    expires_at = Timestamp(required=True)
    is_current = fields.Boolean(required=True)


class ProjectIn(Schema):
    slug = fields.String(
        required=True,
        validate=validate.Regexp(f"^(?:{SLUG.pattern})$"),
        metadata={"description": "Lower-case letters, digits and inner hyphens. It stays."},
    )
    name = name_field(200, required=True)


class ProjectPatchIn(Schema):
    """What is left out stays."""

    name = name_field(200)
    retention_days = Whole(
        most=3650,
        allow_none=True,
        metadata={"description": "How long runs, traces and scores are kept; null: for ever."},
    )


class ProjectOut(Schema):
    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)


class ProjectDetailOut(ProjectOut):
    retention_days = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How long runs, traces and scores are kept; null: for ever."},
    )


class ListedProjectOut(ProjectOut):
    """A project, and the role one has there."""

    role = own_role_field()


class MemberIn(Schema):
    role = role_field()


class MemberOut(Schema):
    """A person in a project. Addresses are shown to admins alone."""

    id = fields.UUID(required=True, metadata={"description": "The person's id."})
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    role = role_field()
    is_active = fields.Boolean(required=True, metadata={"description": "May sign in."})
    created_at = Timestamp(required=True)


class InvitationIn(Schema):
    role = role_field()
    note = Line(200, "For whom it is.")


class InvitationOut(Schema):
    id = fields.UUID(required=True)
    role = role_field()
    note = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    expires_at = Timestamp(required=True)


class NewInvitationOut(InvitationOut):
    link = fields.String(
        required=True,
        metadata={"description": "Hand it over yourself: it is shown only now, and works once."},
    )


class AcceptInvitationIn(Schema):
    """Without an account: address, name and password of the new one. Signed in: the token."""

    token = fields.String(required=True, validate=validate.Length(1, 200), metadata=TOKEN)
    email = fields.String(validate=validate.Length(3, 254))
    name = name_field(200)
    password = fields.String(metadata=PASSWORD, validate=validate.Length(12, 1024))


class LinkOut(Schema):
    link = fields.String(
        required=True,
        metadata={"description": "Works once, for three days, and is shown only now."},
    )


class KeyIn(Schema):
    name = name_field(100, required=True)
    scopes = fields.List(
        fields.String(validate=validate.OneOf(SCOPES)),
        required=True,
        validate=validate.Length(1, len(SCOPES)),
        metadata={"description": "What it may do."},
    )
    labels = fields.List(
        fields.String(validate=validate.Regexp(f"^{LABEL_PATTERN.pattern}$")),
        allow_none=True,
        validate=validate.Length(1, 20),
        metadata={
            "description": "Which labels it may move, such as `production` or `staging-*`;"
            " null allows every label. Needs the scope `release`."
        },
    )
    rate_limit = Whole(
        most=1_000_000, allow_none=True, metadata={"description": "Requests a minute."}
    )
    expires_at = Timestamp(allow_none=True, metadata={"description": "Null: never."})


class RotateIn(Schema):
    overlap_hours = Whole(
        least=0,
        most=720,
        load_default=24,
        metadata={"description": "How long the old key goes on."},
    )


class KeyOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    prefix = fields.String(required=True, metadata={"description": "How the key begins."})
    scopes = fields.List(fields.String(), required=True)


class ListedKeyOut(KeyOut):
    labels = fields.List(fields.String(), required=True, allow_none=True)
    rate_limit = fields.Integer(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    expires_at = Timestamp(required=True, allow_none=True)
    used_at = Timestamp(
        required=True, allow_none=True, metadata={"description": "Noted once an hour."}
    )
    revoked_at = Timestamp(required=True, allow_none=True)


class NewKeyOut(ListedKeyOut):
    key = fields.String(
        required=True, metadata={"description": "The key itself. It is shown only now."}
    )


class MeOut(Schema):
    """A person or a key, what they may do, and the token that changes by cookie must carry."""

    person = fields.Nested(PersonOut, required=True, allow_none=True)
    key = fields.Nested(KeyOut, required=True, allow_none=True)
    project = fields.Nested(ProjectOut, required=True, allow_none=True)
    role = own_role_field()
    rights = fields.List(fields.String(), required=True)
    csrf_token = fields.String(required=True, allow_none=True)
