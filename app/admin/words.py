"""How the panel says times, numbers, names and what happened."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from app.db import now
from app.diff import Segments
from app.rendering import VARIABLE
from app.services.paging import COUNT_CAP

ACTIONS = {
    "prompt.created": "Created prompt",
    "prompt.version_saved": "Saved version",
    "prompt.activated": "Activated",
    "prompt.rolled_back": "Rolled back",
    "prompt.updated": "Edited prompt",
    "prompt.archived": "Archived",
    "prompt.restored": "Restored",
    "prompt.deleted": "Deleted prompt",
    "prompt.imported": "Imported prompt",
    "prompt.extended": "Imported versions",
    "key.created": "Created key",
    "key.revoked": "Revoked key",
    "key.rotated": "Rotated key",
    "key.first_used": "First used key",
    "connection.created": "Created connection",
    "connection.updated": "Edited connection",
    "connection.deleted": "Deleted connection",
    "connection.tested": "Tested connection",
    "person.created": "Created person",
    "person.updated": "Edited person",
    "person.deactivated": "Deactivated person",
    "person.reactivated": "Reactivated person",
    "person.password_set": "Set a password",
    "person.link_made": "Made a password link",
    "person.signed_out_everywhere": "Signed out everywhere",
    "member.added": "Added member",
    "member.updated": "Changed a role",
    "member.removed": "Removed member",
    "invitation.created": "Made an invitation",
    "invitation.accepted": "Accepted an invitation",
    "invitation.revoked": "Revoked an invitation",
    "project.created": "Created project",
    "project.updated": "Edited project",
    "run.cancelled": "Cancelled a run",
    "scale.created": "Made a scale",
    "scale.updated": "Changed a scale",
    "score.removed": "Removed a score",
    "price.created": "Made a price",
    "price.updated": "Changed a price",
    "price.deleted": "Deleted a price",
    "masking_rule.created": "Made a masking rule",
    "masking_rule.updated": "Changed a masking rule",
    "masking_rule.deleted": "Deleted a masking rule",
    "trace.deleted": "Deleted a trace",
    "dataset.created": "Made a dataset",
    "dataset.updated": "Changed a dataset",
    "dataset.version_saved": "Saved version of a dataset",
    "dataset.archived": "Archived a dataset",
    "dataset.restored": "Restored a dataset",
    "dataset.deleted": "Deleted a dataset",
    "evaluator.created": "Made an evaluator",
    "evaluator.updated": "Changed an evaluator",
    "evaluator.version_saved": "Saved version of an evaluator",
    "evaluator.archived": "Archived an evaluator",
    "evaluator.restored": "Restored an evaluator",
    "experiment.created": "Asked for an experiment",
    "experiment.cancelled": "Cancelled an experiment",
    "experiment.deleted": "Deleted an experiment",
    "gate.created": "Made a gate",
    "gate.updated": "Changed a gate",
    "gate.overridden": "Overrode a gate",
    "gate.not_begun": "Could not begin a gate's experiment",
    "session.opened": "Signed in",
    "session.closed": "Signed out",
    "session.revoked": "Ended a session",
    "session.read_across": "Looked at every project",
    "session.refused": "Sign-in failed",
    "session.throttled": "Sign-ins stopped for a while",
    "access.refused": "Refused",
    "audit.exported": "Exported the audit log",
    "prompts.exported": "Exported prompts",
    "filter.saved": "Saved a filter",
    "filter.removed": "Removed a filter",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NAME = Markup('<span class="name"><span class="space">{}</span><span class="leaf">{}</span></span>')
VAR = Markup('<span class="var">{}</span>')
MINUTE, HOUR, DAY = 60, 3600, 86_400


def init_app(app: Flask) -> None:
    for word in (
        ago,
        moment,
        stamp,
        day,
        grouped,
        usd,
        took,
        count,
        happened,
        pretty,
        prompt_name,
        joined,
        tokens,
    ):
        app.jinja_env.filters[word.__name__] = word


def ago(at: datetime | None) -> str:
    """How long ago, as people say it; what lies ahead begins with `in`."""
    if at is None:
        return "never"
    seconds = (now() - at).total_seconds()
    if seconds < 0:
        return f"in {span(-seconds)}"
    if DAY <= seconds < 2 * DAY:
        return "yesterday"
    return f"{span(seconds)} ago" if seconds >= 10 else "now"


def span(seconds: float) -> str:
    for size, word in ((DAY, "day"), (HOUR, "hr."), (MINUTE, "min.")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number:,} {word}{'s' if word == 'day' and number > 1 else ''}"
    return f"{int(seconds)} s"


def moment(at: datetime | None) -> str:
    """To the minute, with the year only if it is another one."""
    if at is None:
        return "never"
    year = "" if at.year == now().year else f" {at.year}"
    return f"{at.day} {MONTHS[at.month - 1]}{year} {at:%H:%M}"


def stamp(at: datetime | None) -> str:
    """To the second, in full: what stands behind a relative time."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "never"


def day(at: Any) -> str:
    return f"{at.day} {MONTHS[at.month - 1]}"


def grouped(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def usd(cost: Decimal | float | None) -> str:
    """As many places as say something: cents of what costs dollars, millionths of what does not."""
    if cost is None:
        return ""
    places = 2 if cost >= 1 or not cost else 4 if cost >= Decimal("0.01") else 6
    return f"{cost:,.{places}f}"


def took(ms: float | None) -> str:
    """How long something took, in the two units that matter."""
    if ms is None:
        return ""
    if ms < 1000:
        return f"{ms:.0f} ms" if ms >= 10 or not ms else f"{ms:.1f} ms"
    seconds = ms / 1000
    if seconds < MINUTE:
        return f"{seconds:.2f} s"
    large, small, words = (
        (HOUR, MINUTE, ("h", "min")) if seconds >= HOUR else (MINUTE, 1, ("min", "s"))
    )
    whole, rest = divmod(int(seconds), large)
    return f"{whole:,} {words[0]} {rest // small} {words[1]}"


def count(number: int) -> str:
    """Counting stops at 10,000."""
    return f"{COUNT_CAP:,}+" if number > COUNT_CAP else f"{number:,}"


def happened(action: str) -> str:
    noun, _, verb = action.partition(".")
    return ACTIONS.get(action) or f"{noun}: {verb.replace('_', ' ')}"


def pretty(value: Any) -> str:
    """Indented JSON, letters as they are; nothing for nothing."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def prompt_name(name: str) -> Markup:
    """The namespace muted, the leaf bold."""
    space, slash, leaf = name.rpartition("/")
    return NAME.format(space + slash, leaf)


def joined(segments: Segments) -> Segments:
    """Changed words with nothing but spaces between them are marked as one."""
    result: Segments = []
    for index, (text, changed) in enumerate(segments):
        between = 0 < index < len(segments) - 1 and text.isspace() and segments[index + 1][1]
        mark = changed or bool(between and result[-1][1])
        if result and result[-1][1] == mark:
            result[-1] = (result[-1][0] + text, mark)
        else:
            result.append((text, mark))
    return result


def tokens(text: str) -> Markup:
    """A body with its variables tinted. Everything else stays text."""
    parts, end = [], 0
    for found in VARIABLE.finditer(text):
        parts += [escape(text[end : found.start()]), VAR.format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
