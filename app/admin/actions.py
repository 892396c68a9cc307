"""Actions on one row or many: what would change, why, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import redirect, request
from flask_admin import expose

from app.admin.forms import done, with_line_feeds
from app.admin.guard import NothingThere, parsed_id
from app.db import compact_json, now, transaction
from app.errors import DomainError, Invalid
from app.services.gates.checking import GateNotMet
from app.services.prompts.checks import MESSAGE_LENGTH, Checks
from app.strict_json import loads

MOST_ROWS = 100
NAMED = 10
LEAVE, NEW, SEEN = "leave", "new", "seen"


@dataclass
class Change:
    """What an action does to one row. `seen` is all that it must not do unseen."""

    id: Any
    title: str
    old: str = ""
    new: str = ""
    target: Any = None
    seen: dict[str, Any] = field(default_factory=dict)
    why_not: str = ""
    """Nothing is to be done with this row, and why."""
    facts: list[Any] = field(default_factory=list)
    """Cells of the action's own columns."""
    row: Any = None
    moved: list[str] = field(default_factory=list)
    """Sentences on what changed since somebody looked."""
    differs: Any = None
    as_seen: Any = None
    """The target that was shown before the row changed."""
    choice: str = ""
    problem: str = ""
    made: Any = None
    """What doing it gave, if that is to be shown."""

    @property
    def is_kept(self) -> bool:
        """Something is to be done: it was not left out, and needs it or is wanted as seen."""
        return self.choice == SEEN or (self.choice != LEAVE and not self.why_not)

    @property
    def is_apart(self) -> bool:
        """What was shown and what the row would give now are two outcomes to choose from."""
        return self.as_seen is not None and self.as_seen != self.target


class Action:
    """One thing to be done to rows of a noun. A subclass says what, and calls the service."""

    name: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str]
    past: ClassVar[str]
    """As in `Activated 5 prompts.`"""
    noun: ClassVar[str] = "prompt"
    plural: ClassVar[str] = "prompts"
    head: ClassVar[tuple[str, ...]] = ()
    """Names of the columns for facts."""
    field: ClassVar[str] = "State"
    """What old → new is of."""
    tone: ClassVar[str] = ""
    asks_name: ClassVar[bool] = False
    asks_reason: ClassVar[bool] = True
    asks: ClassVar[str] = ""
    """A macro in `templates/admin/confirm.html` with more to fill in."""
    leads_to: ClassVar[str] = ""
    """A view that is opened with the rows; nothing is done to them."""
    carries: ClassVar[tuple[str, ...]] = ()
    """What the address says besides, and the form sends on."""

    def is_target(self, target: Any) -> bool:
        """Whether this can have been shown as a target; what a form sends may be anything.

        Of most actions the outcome is the same whatever changed, so that nothing is to be kept.
        """
        return False

    def parsed(self, text: str) -> Any:
        """What an address names a row by; of most it is a UUID."""
        return parsed_id(text, self.noun)

    def offered(self, row: Any) -> bool:
        """Whether a row of the list has this in its menu."""
        return True

    def look(self, ids: list[Any], values: Any, lock: bool) -> list[Change]:
        raise NotImplementedError

    def act(self, change: Change, reason: str | None) -> None:
        raise NotImplementedError

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        """What changed, in sentences."""
        return ["It was changed."]

    def effects(self, changes: list[Change]) -> list[str]:
        return []

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        """The parameters of the action that takes this one back."""
        return None

    def counted(self, number: int) -> str:
        return f"1 {self.noun}" if number == 1 else f"{number} {self.plural}"

    def button(self, number: int) -> str:
        return f"{self.label} {self.counted(number)}"

    def title(self, changes: list[Change]) -> str:
        if len(changes) == 1:
            return f"{self.label} {changes[0].title}"
        return self.button(len(changes))

    def word_to_type(self, changes: list[Change]) -> str:
        return changes[0].title if len(changes) == 1 else self.words_to_type(len(changes))

    def words_to_type(self, number: int) -> str:
        return f"{self.label.lower()} {self.counted(number)}"


class ChangedMeanwhile(DomainError):
    """Rows are not as they were shown; nothing was done."""


class ActionPages:
    """The page before an action, and the action itself."""

    actions: ClassVar[tuple[Action, ...]]
    get_url: Callable[..., str]
    render: Callable[..., str]

    @expose("/action/", methods=("GET", "POST"))
    def action_view(self) -> Any:
        action = self.action_named(request.values.get("do", ""))
        ids = chosen_ids(action)
        if action.leads_to:
            found = [change.id for change in action.look(ids, request.values, lock=False)]
            return redirect(self.get_url(action.leads_to, id=found))
        if request.method == "GET":
            return self.confirm(action, action.look(ids, request.values, lock=False))
        return self.carry_out(action, ids)

    def action_named(self, name: str) -> Action:
        for action in self.actions:
            if action.name == name:
                return action
        raise NothingThere(f"There is no action {name[:40]!r} here.")

    def confirm(
        self,
        action: Action,
        changes: list[Change],
        refusal: str = "",
        *,
        is_gated: bool = False,
    ) -> Any:
        if not changes:
            said = f"Nothing was changed. {refusal}" if refusal else ""
            raise NothingThere(said or f"None of these {action.plural} is here any more.")
        page = self.render(
            "admin/confirm.html",
            action=action,
            changes=changes,
            able=[change for change in changes if change.is_kept],
            refusal=refusal,
            is_gated=is_gated or "override_gates" in request.form,
            at=now(),
            reason=with_line_feeds(request.values.get("reason")) or "",
            back=back_url(self.get_url(".index_view")),
            seen_json=compact_json,
        )
        return page, 409 if refusal else 200

    def carry_out(self, action: Action, ids: list[Any]) -> Any:
        """Everything in one transaction. A row that is not as it was shown stops it all."""
        changes: list[Change] = []
        try:
            with transaction():
                changes = action.look(ids, request.form, lock=True)
                changed = compare(action, changes, ids)
                if changed or gone(ids, changes):
                    raise ChangedMeanwhile("Some rows are not as they were shown.")
                doing = chosen_rows(changes)
                reason = checked_reason()
                check_word(action, doing)
                for change in doing:
                    attempt_row(action, change, reason)
        except ChangedMeanwhile:
            return self.confirm(action, changes, changed_words(action, changes, ids))
        except DomainError as error:
            if error.status in (401, 403, 503):
                raise
            is_gated = isinstance(error, GateNotMet)
            return self.confirm(action, changes, error.message, is_gated=is_gated)
        return self.finish(action, doing)

    def finish(self, action: Action, doing: list[Change]) -> Any:
        undo = None
        pairs = action.undo(doing) if doing else None
        if pairs:
            undo = f"{self.get_url('.action_view')}?{urlencode(pairs)}"
        what = doing[0].title if len(doing) == 1 else action.counted(len(doing))
        done(f"{action.past} {what}." if doing else "Nothing was left to do.", undo)
        return redirect(back_url(self.get_url(".index_view"), gone=action.asks_name))


def chosen_ids(action: Action) -> list[Any]:
    texts = list(dict.fromkeys(request.values.getlist("id")))
    if not texts:
        raise Invalid(f"Choose at least one {action.noun} first.")
    if len(texts) > MOST_ROWS:
        raise Invalid(f"At most {MOST_ROWS} rows at a time.")
    return list(dict.fromkeys(action.parsed(text) for text in texts))


def compare(action: Action, changes: list[Change], ids: list[Any]) -> bool:
    """Mark the rows that are not as they were shown; whether there are any."""
    form, found = request.form, False
    for change in changes:
        seen = parsed(form.get(f"seen.{change.id}"))
        change.choice = form.get(f"choice.{change.id}", "")
        as_seen = parsed(form.get(f"to.{change.id}"))
        change.as_seen = as_seen if action.is_target(as_seen) else None
        if change.choice:
            change.moved = form.getlist(f"moved.{change.id}")
        if seen != change.seen and change.choice != LEAVE:
            change.moved = action.since(seen if isinstance(seen, dict) else {}, change)
            change.choice, found = LEAVE, True
    return found


def parsed(text: str | None) -> Any:
    try:
        return loads(text or "null")
    except Invalid:
        return None


def gone(ids: list[Any], changes: list[Change]) -> list[str]:
    """Rows that were deleted, as they were called: changed, until the page without them is sent."""
    here = {change.id for change in changes}
    return [name_seen(id_) for id_ in ids if id_ not in here]


def name_seen(id_: Any) -> str:
    seen = parsed(request.form.get(f"seen.{id_}"))
    name = seen.get("name") if isinstance(seen, dict) else None
    return name if isinstance(name, str) else str(id_)


def chosen_rows(changes: list[Change]) -> list[Change]:
    """What is to be done: not what was left out, nor what needs nothing."""
    doing = [change for change in changes if change.is_kept]
    for change in doing:
        if change.choice == SEEN:
            if change.as_seen is None:
                raise Invalid(f"What was shown of {change.title} is lost; open this page again.")
            change.target = change.as_seen
    return doing


def checked_reason() -> str | None:
    reason = (with_line_feeds(request.form.get("reason")) or "").strip() or None
    checks = Checks()
    checks.text("reason", reason, MESSAGE_LENGTH)
    checks.done()
    return reason


def check_word(action: Action, doing: list[Change]) -> None:
    if not action.asks_name or not doing:
        return
    if request.form.get("typed", "").strip() != action.word_to_type(doing):
        raise Invalid(f"Type {action.word_to_type(doing)} to say that you mean it.")


def attempt_row(action: Action, change: Change, reason: str | None) -> None:
    try:
        action.act(change, reason)
    except DomainError as error:
        change.problem = error.message
        raise


def changed_words(action: Action, changes: list[Change], ids: list[Any]) -> str:
    moved = sum(bool(change.moved and change.choice == LEAVE) for change in changes)
    lost = gone(ids, changes)
    said = []
    if moved:
        verb = "has" if moved == 1 else "have"
        said.append(
            f"{moved} of {action.counted(len(ids))} {verb} changed since you opened this page."
            " Leave it out or accept its new state, then go on."
        )
    if lost:
        verb = "is" if len(lost) == 1 else "are"
        said.append(f"{listed(lost)} {verb} gone meanwhile.")
    return " ".join(said)


def listed(names: list[str]) -> str:
    """The first few by name, of the rest how many."""
    shown, more = names[:NAMED], len(names) - NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def back_url(otherwise: str, *, gone: bool = False) -> str:
    """Where somebody came from, if that is a page of this panel that is still there."""
    back = request.values.get("back", "")
    if not back.startswith("/admin/") or "//" in back or "\\" in back or gone:
        return otherwise
    return back if back.isprintable() else otherwise
