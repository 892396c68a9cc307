"""Nobody but operators, and one way to ask who it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload
from uuid import UUID

from flask import g, request

from app.db import db, transaction
from app.errors import Forbidden, NotFound
from app.models.access import SLUG
from app.services import policy
from app.services.access import sessions
from app.services.access.projects import find_project
from app.services.policy import Caller


class OperatorsOnly(Forbidden):
    """Signed in, but without the right to administer the installation."""


class NothingThere(NotFound):
    """No row of that id, or no id at all."""


class Guarded:
    """Denies by default: a view of the panel answers operators and nobody else."""

    def is_accessible(self) -> bool:
        return g.get("caller") is not None and policy.may(g.caller, policy.OPERATE)

    def _handle_view(self, name: str, **kwargs: Any) -> Any:
        answer = super()._handle_view(name, **kwargs)  # type: ignore[misc]
        note_reading_across()
        return answer

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Flask-Admin's own would call a view that raises `TypeError` a second time."""
        return fn(self, *args, **kwargs)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        raise OperatorsOnly("The admin panel is for operators; ask one of them to make you one.")


def note_reading_across() -> None:
    """Whoever opens the panel sees every project. The log says so before anything is read."""
    session = g.get("session")
    if session is not None and sessions.is_across_due(session):
        with transaction():
            sessions.note_reading_across(caller(), session)
        db.session.refresh(g.person)


def caller() -> Caller:
    """Whoever is asking, acting in the project `default`."""
    return g.caller


def within(project_id: UUID) -> Caller:
    return caller().within(project_id)


def within_slug(slug: str) -> Caller:
    """The same, by the name that addresses carry. What is no slug names no project."""
    if not SLUG.fullmatch(slug):
        raise NothingThere(f"There is no project {slug[:40]!r} here.")
    return within(find_project(slug).id)


def parsed_id(text: str | None, noun: str = "row") -> UUID:
    """What is no id is treated as the id of nothing."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NothingThere(f"There is no {noun} {(text or '')[:40]!r} here.") from None


def parsed_key(text: str | None, *kinds: Callable[[str], Any], noun: str) -> tuple[Any, ...]:
    """The parts of an id that is unique in its project only: `<project>.<…>.<id>`."""
    try:
        parts = (text or "").split(".", len(kinds) - 1)
        if "\0" in (text or ""):
            raise ValueError
        return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError:
        raise NothingThere(f"There is no {noun} {(text or '')[:80]!r} here.") from None


@overload
def number_asked(name: str, otherwise: int) -> int: ...
@overload
def number_asked(name: str) -> int | None: ...
def number_asked(name: str, otherwise: int | None = None) -> int | None:
    """Of the address, such as a version or where a page begins."""
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NothingThere(f"There is no {name} {text[:20]!r} here.")
    return int(text)
