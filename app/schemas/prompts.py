"""Prompts and versions as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.models.prompts import KINDS
from app.schemas.base import JsonObject, JsonObjects, PageArgs, Timestamp, Whole

MESSAGES = {
    "description": (
        "A role with content (a text, or a list of parts such as text and image URL), or"
        ' `{"type": "placeholder", "name": …}`; other keys, such as tool calls, are kept as given.'
    ),
    "example": [{"role": "user", "content": "Summarise {{ text }}."}],
}
PARAMETERS = {"description": "Model, temperature, tools, …; at most 64 KiB."}


class BodyIn(Schema):
    """Either `content` or `messages`."""

    content = fields.String(
        metadata={
            "description": "Text, at most 1 MiB of UTF-8.",
            "example": "Summarise {{ text }} in one sentence.",
        }
    )
    messages = JsonObjects(metadata=MESSAGES)
    parameters = JsonObject(allow_none=True, metadata=PARAMETERS)
    message = fields.String(
        allow_none=True,
        validate=validate.Length(max=1000),
        metadata={"description": "Why this version, in a line."},
    )


class PromptIn(BodyIn):
    name = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={
            "description": "Unique in the project; segments may be joined by `/`.",
            "example": "support/summarise",
        },
    )
    description = fields.String(allow_none=True, validate=validate.Length(max=4000))
    tags = fields.List(fields.String(), metadata={"example": ["support"]})
    kind = fields.String(validate=validate.OneOf(KINDS))
    activate = fields.Boolean(
        truthy={True},
        falsy={False},
        metadata={"description": "Whether version 1 is served at once. Left out: if you may."},
    )


class PromptPatchIn(Schema):
    name = fields.String(validate=validate.Length(1, 200))
    description = fields.String(allow_none=True, validate=validate.Length(max=4000))
    tags = fields.List(fields.String())


class VersionIn(BodyIn):
    labels = fields.List(
        fields.String(),
        metadata={"description": "`production` activates the version.", "example": ["production"]},
    )
    expected_latest = Whole(
        metadata={"description": "The newest version you know; another one there → 412."}
    )


class ActivateIn(Schema):
    version = Whole(required=True, metadata={"example": 2})
    expected = Whole(
        allow_none=True,
        metadata={"description": "The version active now as you know it; null for none."},
    )
    reason = fields.String(allow_none=True, validate=validate.Length(max=1000))


class RollbackIn(Schema):
    expected = Whole(
        allow_none=True,
        metadata={"description": "The version active now as you know it; null for none."},
    )
    reason = fields.String(allow_none=True, validate=validate.Length(max=1000))


class PromptsArgs(PageArgs):
    q = fields.String(
        validate=validate.Length(max=200),
        metadata={"description": "Text to find in name, description, tags and newest body."},
    )
    tag = fields.List(fields.String(), metadata={"description": "Each one must be carried."})
    archived = fields.Boolean(load_default=False)
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 10_000))
    body = fields.Boolean(
        load_default=True,
        metadata={"description": "`false`: a `snippet` of 200 characters instead of bodies."},
    )


class FetchArgs(Schema):
    """At most one of the three."""

    label = fields.String(metadata={"description": "`production` (default) or `latest`."})
    version = fields.Integer(validate=validate.Range(1, 2**31 - 1))
    at = Timestamp(metadata={"description": "Answers what was active at that moment."})


class DiffArgs(Schema):
    from_ = fields.Integer(required=True, data_key="from", validate=validate.Range(1, 2**31 - 1))
    to = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


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


class LabelsOut(Schema):
    latest = fields.Integer(required=True)
    production = fields.Integer()


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
    labels = fields.Nested(LabelsOut, required=True)


class PromptOut(PromptHead):
    latest_version = fields.Nested(VersionOut, required=True, attribute="newest_shown")


class PromptSnippetOut(PromptHead):
    latest_version = fields.Nested(VersionSnippetOut, required=True, attribute="newest")


class PromptDetailOut(PromptOut):
    versions = fields.List(fields.Nested(VersionOut), required=True, attribute="shown")


class ResolvedOut(Schema):
    """A prompt, and the one version that was asked for."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    tags = fields.List(fields.String(), required=True)
    label = fields.String(required=True, allow_none=True)
    active = fields.Nested(ResolvedVersionOut, required=True)


class SegmentOut(fields.Field):
    """`[text, differs]`."""

    def _serialize(self, value: object, *_: object, **__: object) -> object:
        return value


class DiffRowOut(Schema):
    op = fields.String(
        required=True, validate=validate.OneOf(["same", "changed", "added", "removed"])
    )
    from_line = fields.Integer(required=True, allow_none=True)
    to_line = fields.Integer(required=True, allow_none=True)
    from_text = fields.List(SegmentOut(), required=True, allow_none=True)
    to_text = fields.List(SegmentOut(), required=True, allow_none=True)


class MessageDiffOut(Schema):
    index = fields.Integer(required=True, metadata={"description": "Counts from 0."})
    role_from = fields.String(required=True, allow_none=True)
    role_to = fields.String(required=True, allow_none=True)
    rows = fields.List(fields.Nested(DiffRowOut), required=True)


class DiffOut(Schema):
    """What differs between two versions: as one unified text, and line by line."""

    from_ = fields.Integer(required=True, data_key="from")
    to = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    unified = fields.String(required=True)
    content = fields.List(fields.Nested(DiffRowOut), required=True, allow_none=True)
    messages = fields.List(fields.Nested(MessageDiffOut), required=True, allow_none=True)
    parameters = fields.List(fields.Nested(DiffRowOut), required=True)
