"""Runs as JSON."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.models.runs import FAILED, RUN_SOURCES, RUN_STATUSES, SUCCEEDED
from app.schemas.base import (
    NO_NUL,
    Digits,
    JsonObject,
    JsonObjects,
    PageArgs,
    Quantity,
    Timestamp,
    Whole,
)
from app.schemas.prompts import LABELS, MESSAGE, MESSAGES, PARAMETERS

LONGEST_WAIT_S = 55
HEX = re.compile("[0-9a-f]{32}")
BODIES = ("prompt_name", "content", "messages")
REPORTED = (
    *("output", "error", "model", "provider", "usage"),
    *("latency_ms", "first_token_ms", "started_at", "ended_at", "trace_id"),
)
"""Only of a run that is over."""
ASKED = ("connection", "source")
"""Only of a run that is still to be made."""

TEXT_OR_OBJECT = {"type": ["string", "object"], **NO_NUL}


def one_required(names: tuple[str, ...]) -> list[dict[str, list[str]]]:
    return [{"required": [name]} for name in names]


class TraceId(fields.UUID):
    """16 bytes as 32 hexadecimal digits, as OpenTelemetry writes them."""

    default_error_messages = {"invalid_uuid": "32 hexadecimal digits, not all of them 0."}

    def __init__(self, **kwargs: Any) -> None:
        described = {"pattern": "^(?!0{32})[0-9a-f]{32}$", "format": "trace-id"}
        super().__init__(metadata={**described, **kwargs.pop("metadata", {})}, **kwargs)

    def _serialize(self, value: UUID | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else value.hex

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> UUID:
        if not isinstance(value, str) or not HEX.fullmatch(value) or not value.strip("0"):
            raise self.make_error("invalid_uuid")
        return super()._deserialize(value, *args, **kwargs)


class Usage(Schema):
    """Tokens; cached ones are among the input's, those of reasoning among the output's."""

    input_tokens = Whole(least=0, allow_none=True)
    output_tokens = Whole(least=0, allow_none=True)
    cached_tokens = Whole(least=0, allow_none=True)
    reasoning_tokens = Whole(least=0, allow_none=True)


class UsageIn(Usage):
    pass


class UsageOut(Schema):
    """Tokens; cached ones are among the input's, those of reasoning among the output's."""

    input_tokens = fields.Integer(required=True, allow_none=True)
    output_tokens = fields.Integer(required=True, allow_none=True)
    cached_tokens = fields.Integer(required=True, allow_none=True)
    reasoning_tokens = fields.Integer(required=True, allow_none=True)
    total_tokens = fields.Integer(required=True, allow_none=True)


def line(most: int, description: str = "", **kwargs: Any) -> fields.String:
    told = {"description": description} if description else {}
    return fields.String(validate=validate.Length(1, most), metadata={**NO_NUL, **told}, **kwargs)


def text_or_object(value: Any) -> None:
    if not isinstance(value, str | dict):
        raise ValidationError("A message, or a text.")


def milliseconds() -> Quantity:
    return Quantity(most=10**9, allow_none=True)


class RunIn(Schema):
    """What to run: a prompt's version, or a draft. With `status`, a run that happened elsewhere."""

    class Meta:
        json_schema = {
            "if": {"required": ["status"]},
            "then": {
                "anyOf": one_required(BODIES),
                "not": {"anyOf": [*one_required(ASKED), {"required": ["content", "messages"]}]},
            },
            "else": {"oneOf": one_required(BODIES), "not": {"anyOf": one_required(REPORTED)}},
            "dependentRequired": {"label": ["prompt_name"], "version": ["prompt_name"]},
            "not": {"required": ["label", "version"]},
        }

    prompt_name = line(200, "Of the prompt whose version is run.")
    label = fields.String(
        metadata={
            "description": "Which version: `production` (default) or `latest`.",
            "enum": list(LABELS),
        }
    )
    version = Whole(metadata={"description": "Which version, by its number."})
    content = fields.String(
        metadata={**NO_NUL, "description": "A text draft.", "maxLength": 1024 * 1024}
    )
    messages = JsonObjects(MESSAGE, metadata=MESSAGES | {"example": None})
    variables = JsonObject(
        data_key="input",
        metadata={
            "description": "The value of each variable; of a placeholder, a list of messages.",
            "example": {"text": "The parcel has not arrived."},
        },
    )
    connection = line(100, "By its name. Left out: the project's default, else `echo`.")
    parameters = JsonObject(
        metadata={**PARAMETERS, "description": "In place of those of the version, all of them."}
    )
    source = fields.String(validate=validate.OneOf(("api", "playground")))
    group_id = fields.UUID(metadata={"description": "One for all runs that are to be compared."})
    environment = fields.String(validate=validate.Regexp("^[a-z0-9_-]{1,40}$"))
    user_id = line(200, "The application's own user.")
    session_id = line(200)
    metadata = JsonObject(metadata={"description": "At most 64 KiB."})

    status = fields.String(validate=validate.OneOf((SUCCEEDED, FAILED)))
    output = fields.Raw(
        validate=text_or_object,
        metadata={
            "description": "The assistant's message, or its text.",
            "json_schema": TEXT_OR_OBJECT,
        },
    )
    error = line(4000)
    model = line(200)
    provider = line(100)
    usage = fields.Nested(UsageIn)
    latency_ms = milliseconds()
    first_token_ms = milliseconds()
    started_at = Timestamp()
    ended_at = Timestamp()
    trace_id = TraceId(metadata={"description": "Of the trace that tells more about it."})

    @validates_schema
    def check_what_belongs_together(self, data: dict[str, Any], **_: Any) -> None:
        bodies = [name for name in BODIES if name in data]
        if "status" in data:
            refuse([name for name in ASKED if name in data], "Not of a run that is over.")
            wrong = bodies if {"content", "messages"} <= data.keys() else []
        else:
            refuse([name for name in REPORTED if name in data], "Only with `status`.")
            wrong = bodies if len(bodies) > 1 else []
        if not bodies:
            wrong = ["prompt_name"]
        refuse(wrong, "Send one of `prompt_name`, `content` and `messages`.")
        pointers: list[str] = [name for name in ("label", "version") if name in data]
        refuse(pointers if len(pointers) == 2 else [], "Either `label` or `version`.")
        refuse(pointers if "prompt_name" not in data else [], "Only with `prompt_name`.")


def refuse(names: list[str], why: str) -> None:
    if names:
        raise ValidationError({name: [why] for name in names})


class WaitArgs(Schema):
    wait = Digits(
        least=0,
        most=LONGEST_WAIT_S,
        load_default=0,
        metadata={"description": "Answer when the run is over, at the latest after these seconds."},
    )


class RunsArgs(PageArgs):
    prompt = line(200, "The id of a prompt, or its name.")
    version = Digits()
    status = fields.String(validate=validate.OneOf(RUN_STATUSES))
    source = fields.String(validate=validate.OneOf(RUN_SOURCES))
    model = line(200)
    group_id = fields.UUID()
    trace_id = TraceId()
    since = Timestamp()
    until = Timestamp(metadata={"description": "Runs made before this moment."})
    q = fields.String(
        validate=validate.Length(3, 200),
        metadata={"description": "Text in what was asked or answered, or in the name.", **NO_NUL},
    )


class StreamArgs(Schema):
    group_id = fields.UUID(required=True)


class RunHead(Schema):
    id = fields.UUID(required=True)
    status = fields.String(required=True, validate=validate.OneOf(RUN_STATUSES))
    source = fields.String(required=True, validate=validate.OneOf(RUN_SOURCES))
    prompt_id = fields.UUID(required=True, allow_none=True)
    prompt_name = fields.String(required=True, allow_none=True)
    prompt_version = fields.Integer(required=True, allow_none=True)
    label = fields.String(required=True, allow_none=True)
    connection = fields.String(required=True, allow_none=True)
    provider = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    finish_reason = fields.String(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    error_kind = fields.String(required=True, allow_none=True)
    usage = fields.Nested(UsageOut, required=True)
    cost_usd = fields.Float(required=True, allow_none=True)
    latency_ms = fields.Float(required=True, allow_none=True)
    first_token_ms = fields.Float(required=True, allow_none=True)
    trace_id = TraceId(required=True)
    group_id = fields.UUID(required=True, allow_none=True)
    environment = fields.String(required=True)
    user_id = fields.String(required=True, allow_none=True)
    session_id = fields.String(required=True, allow_none=True)
    metadata = JsonObject(required=True, allow_none=True, attribute="metadata_")
    attempts = fields.Integer(
        required=True, metadata={"description": "How often it was tried, counting this time."}
    )
    created_at = Timestamp(required=True)
    created_by = fields.String(required=True, attribute="author")
    started_at = Timestamp(required=True, allow_none=True)
    ended_at = Timestamp(required=True, allow_none=True)


class RunOut(RunHead):
    """One execution of a prompt."""

    parameters = JsonObject(required=True, allow_none=True)
    variables = JsonObject(required=True, allow_none=True)
    messages = JsonObjects(
        required=True, metadata={"description": "What the model was sent, filled in."}
    )
    output = JsonObject(
        required=True, allow_none=True, metadata={"description": "The assistant's message."}
    )


class ListedRunOut(RunHead):
    """A run in a list: the beginnings of what was asked and answered."""

    input_snippet = fields.String(required=True, allow_none=True)
    output_snippet = fields.String(required=True, allow_none=True)


class RunEventOut(Schema):
    """One of the server-sent events. `data` is JSON: of `run` a run, of `delta` `{run_id, text}`,
    of `end` `{over}`."""

    id = fields.String(required=True, metadata={"description": "For `Last-Event-ID`."})
    event = fields.String(required=True, validate=validate.OneOf(("run", "delta", "end")))
    data = fields.String(required=True)
