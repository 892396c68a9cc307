"""Fields that keep what was typed, byte for byte, and show a refusal in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import flash
from flask_admin.form import BaseForm
from wtforms import Field, TextAreaField

from app.db import transaction
from app.errors import DomainError, Invalid
from app.strict_json import loads

Made = TypeVar("Made")


def with_line_feeds(text: str | None) -> str | None:
    """A form sends every line's end as CR LF, whatever it was before."""
    return text and text.replace("\r\n", "\n").replace("\r", "\n")


def comma_separated(text: str | None) -> list[str]:
    return [part for one in (text or "").split(",") if (part := one.strip())]


class TextField(TextAreaField):
    """Text of many lines, in line feeds, otherwise as typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = with_line_feeds(valuelist[0])


class JsonField(TextAreaField):
    """JSON, its keys in the order written. What is no JSON stays as typed, with its line."""

    raw: str | None = None

    def __init__(self, *args: Any, of: type, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw = with_line_feeds(valuelist[0]) if valuelist else None
        self.data = None
        if self.raw and self.raw.strip():
            try:
                self.data = loads(self.raw)
            except Invalid as error:
                raise ValueError(error.message.partition(": ")[2]) from None
            if not isinstance(self.data, self.of | None):
                wanted = "an object, in braces" if self.of is dict else "a list, in brackets"
                raise ValueError(f"This must be {wanted}.")


class Form(BaseForm):
    """Flask-Admin's form. The token against forgery is checked for every request alike."""

    def refuse(self, error: DomainError) -> None:
        """Put each message at its field; what has no field stands above the form."""
        by_field = (error.errors or {}).get("json", {})
        self.refusal = error.message
        for name, messages in by_field.items():
            if isinstance(field := self._fields.get(name), Field):
                field.errors = [*field.errors, *told(messages)]
                self.refusal = None

    refusal: str | None = None


def told(messages: Any) -> Iterator[str]:
    """What is wrong with a field, or with parts of what it holds, which are named."""
    if not isinstance(messages, dict):
        yield from messages
        return
    for name, of_part in messages.items():
        for message in told(of_part):
            yield message if name == "_schema" else f"{name}: {message}"


def attempt(form: Form, act: Callable[[], Made]) -> Made | None:
    """Do it in one transaction; a refusal stays on the form, with what was typed."""
    try:
        with transaction():
            return act()
    except DomainError as error:
        if error.status in (401, 403, 404, 503):
            raise
        form.refuse(error)
        return None


def done(text: str, undo: str | None = None, **more: Any) -> None:
    """Said at the top of the next page."""
    flash({"text": text, "undo": undo, **more}, "done")  # type: ignore[arg-type]
