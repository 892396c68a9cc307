"""What can be done to prompts from a list or from their own page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import request

from app import diff
from app.admin.actions import Action, Change
from app.admin.guard import caller, within
from app.models import PromptVersion
from app.services import prompts, releases
from app.services.chosen import ChosenPrompt, chosen_prompts, with_bodies, with_undoable
from app.services.prompts.checks import Checks


def v(number: int | None) -> str:
    return "none" if number is None else f"v{number}"


def seen_of(one: ChosenPrompt) -> dict[str, Any]:
    """What somebody decides by. The ETag stands for everything else."""
    prompt = one.prompt
    return {
        "etag": prompts.etag_of(prompt),
        "name": prompt.name,
        "active": prompt.active_version,
        "latest": prompt.latest_version,
        "tags": prompt.tags,
        "archived": prompt.archived_at is not None,
    }


class PromptAction(Action):
    """An action on prompts; `moving` ones touch the pointer, and lock the project first."""

    moving = False

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        chosen = chosen_prompts(caller(), ids, lock=lock, moving=self.moving)
        self.prepare(chosen, values)
        changes = [self.change(one, values) for one in chosen]
        for change, one in zip(changes, chosen, strict=True):
            change.seen, change.row = seen_of(one), one
        return sorted(changes, key=lambda change: ids.index(change.id))

    def prepare(self, chosen: list[ChosenPrompt], values: Any) -> None: ...

    def change(self, one: ChosenPrompt, values: Any) -> Change:
        raise NotImplementedError

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        said, prompt = [], change.row.prompt
        if before.get("latest") != prompt.latest_version:
            newest = change.row.bodies.get(prompt.latest_version)
            by = f" by {newest.author}" if newest is not None else ""
            said.append(f"{v(prompt.latest_version)} was saved{by}.")
        if before.get("active") != prompt.active_version:
            said.append(
                f"The active version moved from {v(before.get('active'))}"
                f" to {v(prompt.active_version)}."
            )
        if before.get("archived") != (prompt.archived_at is not None):
            said.append("It was archived." if prompt.archived_at else "It was restored.")
        if before.get("name") != prompt.name:
            said.append(f"It was renamed from {before.get('name')}.")
        if before.get("tags") != prompt.tags:
            said.append(f"Its tags are now {', '.join(prompt.tags) or 'none'}.")
        return said or ["Its description was changed."]


def texts(version: PromptVersion | None) -> str:
    if version is None:
        return ""
    return diff.whole_text(version.kind, version.content, version.messages)


def words_changed(old: PromptVersion | None, new: PromptVersion | None) -> dict[str, Any]:
    """How many words came and went, and which parameters differ."""
    if new is None:
        return {}
    added = removed = 0
    for row in diff.rows_between(texts(old), texts(new)):
        added += count_words(row.to_text)
        removed += count_words(row.from_text)
    before, after = (old.parameters if old else None) or {}, new.parameters or {}
    names = [n for n in dict.fromkeys([*before, *after]) if before.get(n) != after.get(n)]
    return {"added": added, "removed": removed, "parameters": names}


def count_words(segments: diff.Segments | None) -> int:
    return sum(len(text.split()) for text, changed in segments or [] if changed)


def first_difference(old: PromptVersion | None, new: PromptVersion | None) -> diff.Row | None:
    rows = diff.rows_between(texts(old), texts(new)) if old and new else []
    return next((row for row in rows if row.op == "changed"), None)


def is_overriding() -> bool:
    """Offered only after a gate has refused."""
    return request.form.get("override_gates") == "1"


class MovePointer(PromptAction):
    """To a version, which stays the one that was shown even if others come."""

    field = "Active version"
    moving = True
    asks = "gates"

    def is_target(self, target: Any) -> bool:
        return type(target) is int and target > 0


class Activate(MovePointer):
    name, label, icon, past = "activate", "Activate", "releases", "Activated"
    head = ("What differs", "Saved by", "Saved")

    def offered(self, row: Any) -> bool:
        return bool(row.active_version != row.latest_version)

    def wanted(self, one: ChosenPrompt, values: Any) -> int:
        """The newest version, unless the address names another."""
        text = values.get(f"version.{one.prompt.id}", "")
        return int(text) if text.isdecimal() and len(text) < 9 else one.prompt.latest_version

    def prepare(self, chosen: list[ChosenPrompt], values: Any) -> None:
        pairs: list[tuple[UUID, int | None]] = []
        for one in chosen:
            seen = (values.get(f"to.{one.prompt.id}") or "").strip()
            numbers = {one.prompt.active_version, one.prompt.latest_version}
            numbers |= {self.wanted(one, values)}
            numbers |= {int(seen)} if seen.isdecimal() and len(seen) < 9 else set()
            pairs += [(one.prompt.id, number) for number in numbers]
        with_bodies(chosen, pairs)

    def change(self, one: ChosenPrompt, values: Any) -> Change:
        prompt, to = one.prompt, self.wanted(one, values)
        old, new = one.bodies.get(prompt.active_version or 0), one.bodies.get(to)
        why_not = "" if new else f"There is no v{to}."
        if prompt.active_version == to:
            why_not = f"v{to} is active already."
        facts = [words_changed(old, new), new.author if new else "", new and new.created_at]
        return Change(
            prompt.id,
            prompt.name,
            v(prompt.active_version),
            v(to),
            to,
            why_not=why_not,
            facts=facts,
        )

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        bodies = change.row.bodies
        change.differs = first_difference(bodies.get(change.as_seen), bodies.get(change.target))
        return super().since(before, change)

    def act(self, change: Change, reason: str | None) -> None:
        prompt = change.row.prompt
        releases.activate(
            within(prompt.project_id),
            prompt.id,
            change.target,
            expected=prompt.active_version,
            reason=reason,
            override_gates=is_overriding(),
        )

    def title(self, changes: list[Change]) -> str:
        if len(changes) == 1:
            return f"Activate {changes[0].new} of {changes[0].title}"
        return f"Activate the newest version of {len(changes)} prompts"

    def effects(self, changes: list[Change]) -> list[str]:
        number = len(changes)
        plural = "" if number == 1 else "s"
        return [
            f"{number} release{plural} and {number} audit event{plural}, in one transaction",
            "Applications get the new version with their next fetch",
            "Undo is offered afterwards",
        ]

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        back = [change for change in changes if change.row is not None and change.old != "none"]
        return [("do", "roll_back"), *ids_of(back)] if back else None


def ids_of(changes: Iterable[Change]) -> list[tuple[str, str]]:
    return [("id", str(change.id)) for change in changes]


class RollBack(MovePointer):
    name, label, icon, past = "roll_back", "Roll back", "undo", "Rolled back"
    head = ("Undoes", "Released")

    def offered(self, row: Any) -> bool:
        return row.active_version is not None

    def prepare(self, chosen: list[ChosenPrompt], values: Any) -> None:
        with_undoable(chosen)

    def change(self, one: ChosenPrompt, values: Any) -> Change:
        prompt, release = one.prompt, one.undoable
        if release is None or release.from_version is None:
            return Change(
                prompt.id,
                prompt.name,
                v(prompt.active_version),
                why_not="No release is left that could be undone.",
                facts=["", None],
            )
        undoes = f"{v(release.from_version)} → {v(release.to_version)}"
        return Change(
            prompt.id,
            prompt.name,
            v(prompt.active_version),
            v(release.from_version),
            release.from_version,
            facts=[f"{undoes} {release.reason or ''}".strip(), release.created_at],
        )

    def act(self, change: Change, reason: str | None) -> None:
        prompt = change.row.prompt
        here, release = within(prompt.project_id), change.row.undoable
        if release is None or change.target != release.from_version:
            # As it was shown: to that version, though it is no longer what an undo gives.
            releases.activate(
                here, prompt.id, change.target, reason=reason, override_gates=is_overriding()
            )
        else:
            releases.roll_back(
                here,
                prompt.id,
                expected=prompt.active_version,
                reason=reason,
                override_gates=is_overriding(),
            )

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "The newest release that was not undone yet is undone, prompt by prompt",
            "Applications get the earlier version with their next fetch",
            "Undo is offered afterwards",
        ]

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        to = [(f"version.{change.id}", change.old.removeprefix("v")) for change in changes]
        return [("do", "activate"), *ids_of(changes), *to] if changes else None


class Tag(PromptAction):
    name, label, icon, past = "tag", "Tag", "tag", "Changed the tags of"
    field = "Tags"
    asks = "tags"
    carries = ("add", "remove")

    def is_target(self, target: Any) -> bool:
        return isinstance(target, list) and all(isinstance(tag, str) for tag in target)

    def change(self, one: ChosenPrompt, values: Any) -> Change:
        prompt = one.prompt
        add, remove = tags_in(values.get("add", "")), set(tags_in(values.get("remove", "")))
        tags = [tag for tag in dict.fromkeys([*prompt.tags, *add]) if tag not in remove]
        checks = Checks()
        tags = checks.tags(tags)
        why_not = "" if tags != prompt.tags else "Nothing would change."
        if checks.errors:
            why_not = checks.errors["tags"][0]
        return Change(
            prompt.id,
            prompt.name,
            ", ".join(prompt.tags) or "none",
            ", ".join(tags) or "none",
            tags,
            why_not=why_not,
        )

    def act(self, change: Change, reason: str | None) -> None:
        prompt = change.row.prompt
        prompts.update_prompt(
            within(prompt.project_id), prompt.id, tags=change.target, reason=reason
        )

    def title(self, changes: list[Change]) -> str:
        what = changes[0].title if len(changes) == 1 else self.counted(len(changes))
        return f"Change the tags of {what}"

    def button(self, number: int) -> str:
        return f"Tag {self.counted(number)}"

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        """Only if all changed alike: then adding and removing change places."""
        before = [set(change.seen["tags"]) for change in changes]
        after = [set(change.target) for change in changes]
        added = {frozenset(new - old) for old, new in zip(before, after, strict=True)}
        gone = {frozenset(old - new) for old, new in zip(before, after, strict=True)}
        if len(added) != 1 or len(gone) != 1:
            return None
        return [
            ("do", "tag"),
            *ids_of(changes),
            ("add", ", ".join(sorted(next(iter(gone))))),
            ("remove", ", ".join(sorted(next(iter(added))))),
        ]


def tags_in(text: str) -> list[str]:
    return [tag for part in text.split(",") if (tag := part.strip().lower())]


class Archive(PromptAction):
    name, label, icon, past = "archive", "Archive", "archive", "Archived"
    archived = True

    def offered(self, row: Any) -> bool:
        return (row.archived_at is not None) != self.archived

    def change(self, one: ChosenPrompt, values: Any) -> Change:
        is_archived = one.prompt.archived_at is not None
        words = {True: "Archived", False: "In use"}
        return Change(
            one.prompt.id,
            one.prompt.name,
            words[is_archived],
            words[self.archived],
            self.archived,
            why_not=f"It is {words[is_archived].lower()} already."
            if is_archived == self.archived
            else "",
        )

    def act(self, change: Change, reason: str | None) -> None:
        change_it = prompts.archive_prompt if self.archived else prompts.restore_prompt
        prompt = change.row.prompt
        change_it(within(prompt.project_id), prompt.id, reason=reason)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "It is served as before",
            "It leaves the lists of the pages, and takes no new versions",
            "It can be restored at any time",
        ]

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        return [("do", "restore" if self.archived else "archive"), *ids_of(changes)]


class Restore(Archive):
    name, label, icon, past = "restore", "Restore", "restore", "Restored"
    archived = False

    def effects(self, changes: list[Change]) -> list[str]:
        return ["It is back in the lists, and takes new versions"]


class Delete(PromptAction):
    name, label, icon, past = "delete", "Delete", "delete", "Deleted"
    tone, asks_name, moving = "bad", True, True
    head = ("Served",)

    def change(self, one: ChosenPrompt, values: Any) -> Change:
        prompt = one.prompt
        number = prompt.latest_version
        served = f"{v(prompt.active_version)} is being served" if prompt.active_version else "no"
        return Change(
            prompt.id,
            prompt.name,
            f"{number} version{'' if number == 1 else 's'}",
            "gone",
            "deleted",
            facts=[served],
        )

    def act(self, change: Change, reason: str | None) -> None:
        prompt = change.row.prompt
        prompts.delete_prompt(within(prompt.project_id), prompt.id, reason=reason)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Prompts and versions are deleted for good; there is no undo",
            "Applications that fetch them get 404 from then on",
            "Releases and the audit log keep what happened",
        ]


ACTIONS = (Activate(), RollBack(), Tag(), Archive(), Restore(), Delete())
