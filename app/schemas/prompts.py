"""Prompts and versions as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.models.prompts import KINDS
from app.schemas.base import (
    NO_NUL,
    Digits,
    JsonObject,
    JsonObjects,
    Line,
    PageArgs,
    Switch,
    Timestamp,
    Truth,
    Whole,
)

LABELS = ("production", "latest")

MESSAGES = {
    "description": (
        "A role with content (a text, or a list of parts such as text and image URL), or"
        ' `{"type": "placeholder", "name": …}`; other keys, such as tool calls, are kept as given.'
    ),
    "example": [{"role": "user", "content": "Summarise {{ text }}."}],
    "minItems": 1,
    "maxItems": 1000,
}
PLACEHOLDER = {
    "properties": {
        "type": {"const": "placeholder"},
        # Python counts the separators among the control characters as spaces, other regexes do not.
        "name": {"type": "string", "pattern": r"[^\s\u0000-\u001f\u0085]"},
    },
    "required": ["type", "name"],
    "maxProperties": 2,
}
PART = {"type": "object", "properties": {"type": {"type": "string"}}, "required": ["type"]}
SPOKEN = {
    "properties": {
        "role": {"type": "string", "minLength": 1, "maxLength": 64},
        "content": {"type": ["string", "array", "null"], "items": PART},
    },
    "required": ["role"],
    "anyOf": [
        {"required": ["content"], "properties": {"content": {"type": ["string", "array"]}}},
        {"required": ["tool_calls"]},
    ],
}
MESSAGE = {
    "if": {"properties": {"type": {"const": "placeholder"}}, "required": ["type"]},
    "then": PLACEHOLDER,
    "else": SPOKEN,
}
PARAMETERS = {"description": "Model, temperature, tools, …; at most 64 KiB."}
TAGS = {
    "description": "Trimmed, lower-cased, each once; at most 20.",
    "example": ["support"],
}
REASON = "Why, for the log."
OVERRIDE = "Go on though a gate is shut. Needs the right `admin`, and a reason."
EXPECTED = {"description": "The version active now as you know it; null for none."}


class BodyIn(Schema):
    """Either `content` or `messages`."""

    class Meta:
        json_schema = {
            "if": {"required": ["messages"]},
            "then": {"not": {"required": ["content"]}},
            "else": {"required": ["content"]},
        }

    content = fields.String(
        metadata={
            **NO_NUL,
            "description": "Text, at most 1 MiB of UTF-8.",
            "example": "Summarise {{ text }} in one sentence.",
            "maxLength": 1024 * 1024,
        }
    )
    messages = JsonObjects(MESSAGE, metadata=MESSAGES)
    parameters = JsonObject(allow_none=True, metadata=PARAMETERS)
    message = Line(1000, "Why this version, in a line.")


def name_field(**kwargs: Any) -> fields.String:
    return fields.String(
        validate=validate.Length(1, 200),
        metadata={
            "description": (
                "Unique in the project. Segments joined by `/`, none of them empty, `.` or `..`;"
                " in Unicode form NFC, without control characters and ``{ } @ # | < > \\``."
            ),
            "example": "support/summarise",
            "format": "prompt-name",
            **NO_NUL,
        },
        **kwargs,
    )


def tags_field() -> fields.List:
    tag = fields.String(metadata={"format": "tag", "minLength": 1, "maxLength": 64, **NO_NUL})
    return fields.List(tag, metadata=TAGS)


class PromptIn(BodyIn):
    class Meta:
        json_schema = {
            "if": {"required": ["messages"]},
            "then": {
                "not": {"required": ["content"]},
                "properties": {"kind": {"const": "chat"}},
            },
            "else": {"required": ["content"], "properties": {"kind": {"const": "text"}}},
        }

    name = name_field(required=True)
    description = Line(4000)
    tags = tags_field()
    kind = fields.String(validate=validate.OneOf(KINDS))
    activate = Truth(
        metadata={
            "description": (
                "Whether version 1 is served at once. Left out: if you may, and no gate stands"
                " before it."
            )
        }
    )


class PromptPatchIn(Schema):
    name = name_field()
    description = Line(4000)
    tags = tags_field()


class VersionIn(BodyIn):
    labels = fields.List(
        fields.String(metadata={"enum": list(LABELS)}),
        metadata={"description": "`production` activates the version.", "example": ["production"]},
    )
    expected_latest = Whole(
        metadata={"description": "The newest version you know; another one there → 412."}
    )


class RollbackIn(Schema):
    expected = Whole(allow_none=True, metadata=EXPECTED)
    reason = Line(1000, REASON)
    override_gates = Truth(metadata={"description": OVERRIDE})


class ActivateIn(RollbackIn):
    version = Whole(required=True, metadata={"example": 2})


class PromptsArgs(PageArgs):
    q = fields.String(
        validate=validate.Length(max=200),
        metadata={
            "description": "Text to find in name, description, tags and newest body.",
            **NO_NUL,
        },
    )
    tag = fields.List(
        fields.String(metadata=NO_NUL), metadata={"description": "Each one must be carried."}
    )
    archived = Switch(load_default=False)
    offset = Digits(least=0, most=10_000, load_default=0)
    body = Switch(
        load_default=True,
        metadata={"description": "`false`: a `snippet` of 200 characters instead of bodies."},
    )


class FetchArgs(Schema):
    """At most one of the three."""

    label = fields.String(
        metadata={"description": "`production` (default) or `latest`.", "enum": list(LABELS)}
    )
    version = Digits()
    at = Timestamp(metadata={"description": "Answers what was active at that moment."})


class VersionHead(Schema):
    id = fields.UUID(required=True)
    prompt_id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class VersionTail(Schema):
    parameters = JsonObject(required=True, allow_none=True)
    variables = fields.List(
        fields.String(), required=True, metadata={"description": "In order of appearance."}
    )
    checksum = fields.String(required=True, metadata={"description": "SHA-256, in hex."})
    message = fields.String(required=True, allow_none=True)
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")


class VersionBody(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    content = fields.String(required=True, allow_none=True)
    messages = JsonObjects(required=True, allow_none=True)


class ResolvedVersionOut(VersionTail, VersionBody, VersionHead):
    """An immutable version."""


class VersionOut(VersionTail, VersionBody, VersionHead):
    """A version, and the labels that point at it now."""

    labels = fields.List(fields.String(), required=True)


class VersionSnippetOut(VersionTail, VersionHead):
    """A version in a list without bodies."""

    kind = fields.String(required=True, attribute="listed.kind", validate=validate.OneOf(KINDS))
    snippet = fields.String(required=True, attribute="listed.snippet")
    variables = fields.List(fields.String(), required=True, attribute="listed.variables")
    labels = fields.List(fields.String(), required=True)


class PromptHead(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    created_at = Timestamp(required=True)
    updated_at = Timestamp(required=True)
    archived_at = Timestamp(required=True, allow_none=True)
    active_version = fields.Integer(required=True, allow_none=True)
    labels = fields.Dict(
        required=True,
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Label → version.", "json_schema": {"required": ["latest"]}},
    )


class PromptOut(PromptHead):
    """A prompt with its newest version."""

    latest_version = fields.Nested(VersionOut, required=True, attribute="newest_shown")


class PromptSnippetOut(PromptHead):
    """A prompt in a list without bodies."""

    latest_version = fields.Nested(VersionSnippetOut, required=True, attribute="newest")


class PromptDetailOut(PromptOut):
    """A prompt with its versions, newest first."""

    versions = fields.List(fields.Nested(VersionOut), required=True, attribute="shown")


class ResolvedOut(Schema):
    """A prompt, and the one version that was asked for."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    tags = fields.List(fields.String(), required=True)
    label = fields.String(required=True, allow_none=True)
    active = fields.Nested(ResolvedVersionOut, required=True)
