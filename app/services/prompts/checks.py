"""What a prompt and a version may look like. Every door's input passes here."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from app.db import compact_json
from app.errors import Invalid
from app.models.prompts import CHAT, KINDS, TEXT

NAME_LENGTH = 200
DESCRIPTION_LENGTH = 4_000
MESSAGE_LENGTH = 1_000
TAG_LENGTH, TAG_COUNT = 64, 20
BODY_BYTES = 1024 * 1024
PARAMETERS_BYTES = 64 * 1024
MESSAGE_COUNT = 1_000
FORBIDDEN = frozenset("{}@#|<>\\")
NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The escape itself: after an odd number of backslashes, or they would stand for themselves."""

Errors = dict[str, list[str]]


class Checks:
    """Collects what is wrong, field by field, so that an author hears of it all at once."""

    def __init__(self) -> None:
        self.errors: Errors = {}

    def refuse(self, field: str, message: str) -> None:
        self.errors.setdefault(field, []).append(message)

    def done(self) -> None:
        if self.errors:
            field, messages = next(iter(self.errors.items()))
            raise Invalid(f"{field}: {messages[0]}", errors={"json": self.errors})

    def name(self, value: str) -> str:
        """1–200 characters in NFC, segments joined by single slashes."""
        for problem in name_problems(value):
            self.refuse("name", problem)
        return value

    def text(self, field: str, value: str | None, longest: int) -> str | None:
        if value is not None:
            for problem in text_problems(value):
                self.refuse(field, problem)
            if len(value) > longest:
                self.refuse(field, f"At most {longest:,} characters.")
        return value

    def tags(self, values: Iterable[str]) -> list[str]:
        """Trimmed, lower-cased, each once, in the order given."""
        tags = list(dict.fromkeys(tag.strip().lower() for tag in values))
        for tag in tags:
            if not 1 <= len(tag) <= TAG_LENGTH:
                self.refuse("tags", f"A tag has 1 to {TAG_LENGTH} characters.")
            elif any(unicodedata.category(letter)[0] == "C" for letter in tag):
                self.refuse("tags", "A tag has no control characters.")
        if len(tags) > TAG_COUNT:
            self.refuse("tags", f"At most {TAG_COUNT} tags.")
        return tags

    def body(
        self, kind: str | None, content: str | None, messages: list[dict[str, Any]] | None
    ) -> str:
        """The kind; exactly one of content and messages, the one of that kind."""
        given = TEXT if messages is None else CHAT
        if (content is None) == (messages is None):
            self.refuse("content", "Send either `content` (text) or `messages` (chat).")
        elif kind is not None and kind not in KINDS:
            self.refuse("kind", "Either `text` or `chat`.")
        elif kind is not None and kind != given:
            wanted = "content" if kind == TEXT else "messages"
            self.refuse(wanted, f"A prompt of kind `{kind}` has `{wanted}`.")
        elif messages is not None:
            self.messages(messages)
        elif content is not None:
            for problem in text_problems(content):
                self.refuse("content", problem)
            if len(content.encode(errors="replace")) > BODY_BYTES:
                self.refuse("content", "At most 1 MiB of UTF-8.")
        return kind or given

    def messages(self, messages: list[dict[str, Any]]) -> None:
        if not 1 <= len(messages) <= MESSAGE_COUNT:
            self.refuse("messages", f"Between 1 and {MESSAGE_COUNT:,} messages.")
        for index, message in enumerate(messages):
            for problem in message_problems(message):
                self.refuse("messages", f"Message {index + 1}: {problem}")
        self.size("messages", messages, BODY_BYTES, "1 MiB")

    def parameters(self, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value is not None:
            self.size("parameters", value, PARAMETERS_BYTES, "64 KiB")
        return value

    def size(self, field: str, value: Any, most: int, in_words: str) -> None:
        """Bytes of compact JSON; what cannot be written as JSON is refused too."""
        try:
            text = compact_json(value)
        except (ValueError, TypeError, RecursionError):
            self.refuse(field, "Not plain JSON: numbers must be finite, nesting limited.")
            return
        for problem in text_problems("\0" if NUL_IN_JSON.search(text) else text):
            self.refuse(field, problem)
        if len(text.encode(errors="replace")) > most:
            self.refuse(field, f"At most {in_words} of JSON.")


def text_problems(value: str) -> Iterable[str]:
    """PostgreSQL stores any Unicode text but NUL; UTF-8 has no lone surrogates."""
    if "\0" in value:
        yield "The character NUL (U+0000) cannot be stored."
    try:
        value.encode()
    except UnicodeEncodeError:
        yield "Half of a surrogate pair is not a character."


def name_problems(value: str) -> Iterable[str]:
    if not 1 <= len(value) <= NAME_LENGTH:
        yield f"Between 1 and {NAME_LENGTH} characters."
        return
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in value):
        yield "No control or invisible characters."
        return
    if found := sorted(FORBIDDEN & set(value)):
        yield f"None of {' '.join(found)} may stand in a name."
    if unicodedata.normalize("NFC", value) != value:
        yield "Send the name in Unicode form NFC."
    segments = value.split("/")
    if "" in segments:
        yield "Segments are joined by single slashes, with none at either end."
    elif any(segment in (".", "..") for segment in segments):
        yield "No segment may be `.` or `..`."
    elif any(segment != segment.strip() for segment in segments):
        yield "No segment may begin or end with a space."


def message_problems(message: dict[str, Any]) -> Iterable[str]:
    """A role with content (text, or a list of parts), or a placeholder for messages to come."""
    if not isinstance(message, dict):
        yield "a message is an object."
        return
    if message.get("type") == "placeholder":
        name = message.get("name")
        if set(message) != {"type", "name"} or not isinstance(name, str) or not name.strip():
            yield 'a placeholder is {"type": "placeholder", "name": "…"}.'
        return
    role = message.get("role")
    if not isinstance(role, str) or not 1 <= len(role) <= 64:
        yield "`role` is a word such as `system`, `user` or `assistant`."
    content = message.get("content")
    if isinstance(content, list):
        if not all(
            isinstance(part, dict) and isinstance(part.get("type"), str) for part in content
        ):
            yield "each part of `content` is an object with a `type`."
    elif content is None:
        if "tool_calls" not in message:
            yield "`content` is a text or a list of parts."
    elif not isinstance(content, str):
        yield "`content` is a text or a list of parts."


def checksum_of(
    content: str | None,
    messages: list[dict[str, Any]] | None,
    parameters: dict[str, Any] | None,
) -> str:
    """SHA-256, in hex, of the compact UTF-8 JSON of [kind, content or messages, parameters]."""
    kind, body = (TEXT, content) if messages is None else (CHAT, messages)
    return hashlib.sha256(compact_json([kind, body, parameters]).encode()).hexdigest()
