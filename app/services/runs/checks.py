"""What a run may look like, whoever asks for it or reports it."""

from __future__ import annotations

import re
from typing import Any

from app.errors import Invalid
from app.models.prompts import CHAT, TEXT
from app.rendering import Messages, TooLong, filled, names_in
from app.services.prompts.checks import Checks, message_problems

ENVIRONMENT = re.compile(r"[a-z0-9_-]{1,40}")
LINE_LENGTH = 200
ERROR_LENGTH = 4_000
VALUES_BYTES = 4 * 1024 * 1024
OUTPUT_BYTES = 4 * 1024 * 1024
METADATA_BYTES = 64 * 1024


class MissingVariables(Invalid):
    """The version has variables that `input` says nothing of."""


def checked_context(checks: Checks, context: dict[str, Any]) -> dict[str, Any]:
    """Where a run belongs: environment, user, session, metadata; the columns of those given."""
    found: dict[str, Any] = {"environment": "default"}
    found |= {key: value for key, value in context.items() if value is not None}
    if not ENVIRONMENT.fullmatch(found["environment"]):
        checks.refuse("environment", "At most 40 of a-z, 0-9, `-` and `_`.")
    for field in ("user_id", "session_id"):
        checks.text(field, found.get(field), LINE_LENGTH)
    if "metadata" in found:
        checks.size("metadata", found["metadata"], METADATA_BYTES, "64 KiB")
        found["metadata_"] = found.pop("metadata")
    return found


def checked_body(checks: Checks, content: str | None, messages: Messages | None) -> str | Messages:
    checks.body(TEXT if messages is None else CHAT, content, messages)
    return content if content is not None else messages or []


def fill_in(body: str | Messages, values: dict[str, Any]) -> Messages:
    """The messages for the model, or a refusal that names what is missing or does not fit."""
    missing = [name for name in names_in(body) if name not in values]
    if missing:
        raise MissingVariables(
            f"input: It says nothing of {', '.join(missing)}; give each a value.",
            errors={"json": {"input": {name: ["Missing."] for name in missing}}},
            missing=missing,
        )
    check_placeholders(body, values)
    try:
        return filled(body, values)
    except TooLong:
        raise Invalid(
            "input: Filled in, the messages have more than 4 MiB; send less.",
            errors={"json": {"input": ["More than 4 MiB when filled in."]}},
        ) from None


def check_placeholders(body: str | Messages, values: dict[str, Any]) -> None:
    checks = Checks()
    for message in body if isinstance(body, list) else ():
        if message.get("type") != "placeholder":
            continue
        put_in = values[message["name"]]
        if not isinstance(put_in, list) or any(list(message_problems(one)) for one in put_in):
            checks.refuse("input", f"{message['name']}: a list of messages stands there.")
    checks.done()
