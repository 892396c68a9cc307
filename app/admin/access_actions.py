"""What can be done to people, sessions and keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from app.admin.actions import Action, Change
from app.admin.guard import caller, within
from app.errors import invalid
from app.services.access import keys, people, sessions
from app.services.chosen import chosen_keys, chosen_people, chosen_sessions, sessions_of

USUAL_OVERLAP = str(int(keys.DEFAULT_OVERLAP.total_seconds()) // 3600)


class RevokeKey(Action):
    name, label, icon, past = "revoke", "Revoke", "close", "Revoked"
    noun, plural, tone = "key", "keys", "bad"
    head = ("Project", "Last used")

    def offered(self, row: Any) -> bool:
        return row.revoked_at is None

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        return [
            Change(
                key.id,
                key.name,
                "Active" if key.revoked_at is None else "Revoked",
                "Revoked",
                "revoked",
                seen={"name": key.name, "revoked": key.revoked_at is not None},
                why_not="" if key.revoked_at is None else "It is revoked already.",
                facts=[slug, key.used_at or "never"],
                row=key,
            )
            for key, slug in chosen_keys(caller(), ids, lock=lock)
        ]

    def act(self, change: Change, reason: str | None) -> None:
        keys.revoke_key(within(change.row.project_id), change.id, reason=reason)

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        return ["It was revoked." if change.row.revoked_at else "It was changed."]

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Programs that use it are refused from their next request on",
            "A revoked key cannot be brought back; make a new one instead",
        ]


class RotateKey(Action):
    name, label, icon, past = "rotate", "Rotate", "swap", "Rotated"
    noun, plural, field = "key", "keys", "Old key"
    head = ("Project", "Last used")
    asks_reason, asks = False, "overlap"

    def offered(self, row: Any) -> bool:
        return keys.is_alive(row)

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        overlap = values.get("overlap_hours", USUAL_OVERLAP).strip()
        return [
            Change(
                key.id,
                key.name,
                "Active" if keys.is_alive(key) else "Over",
                "Ends in 1 hour" if overlap == "1" else f"Ends in {overlap[:6]} hours",
                overlap,
                seen={"name": key.name, "alive": keys.is_alive(key)},
                why_not="" if keys.is_alive(key) else "It is revoked or expired.",
                facts=[slug, key.used_at or "never"],
                row=key,
            )
            for key, slug in chosen_keys(caller(), ids, lock=lock)
        ]

    def act(self, change: Change, reason: str | None) -> None:
        """What is made of it is shown once, so it stays with the change."""
        here, overlap = within(change.row.project_id), hours(change.target)
        key, token = keys.rotate_key(here, change.id, overlap=overlap)
        change.made = (key.id, key.name, token)

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        return ["It was revoked, or has expired." if change.why_not else "It was changed."]

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "A new key with the same rights, labels and limit, which is shown once",
            "The old one goes on for the overlap, so that programs can change over",
        ]


def hours(text: str) -> timedelta:
    """How many are too many, the service says."""
    if not text.isdecimal() or len(text) > 6:
        raise invalid("overlap_hours", "A whole number of hours.")
    return timedelta(hours=int(text))


class PersonAction(Action):
    noun, plural = "person", "people"
    head: ClassVar[tuple[str, ...]] = ("E-mail address", "Sessions")
    active_before = True

    def offered(self, row: Any) -> bool:
        return (row.deactivated_at is None) == self.active_before

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        found = chosen_people(caller(), ids, lock=lock)
        began = sessions_of(person.id for person in found)
        return [self.change(person, len(began.get(person.id, []))) for person in found]

    def change(self, person: Any, signed_in: int) -> Change:
        active = person.deactivated_at is None
        words = {True: "Active", False: "Deactivated"}
        return Change(
            person.id,
            person.name,
            words[active],
            words[not self.active_before],
            not self.active_before,
            seen={
                "name": person.name,
                "email": person.email,
                "operator": person.is_operator,
                "active": active,
            },
            why_not=f"{person.name} is {words[active].lower()} already."
            if active != self.active_before
            else "",
            facts=[person.email, str(signed_in)],
            row=person,
        )

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        said, person = [], change.row
        if before.get("active") != (person.deactivated_at is None):
            said.append("It was deactivated." if person.deactivated_at else "It was reactivated.")
        if before.get("operator") != person.is_operator:
            said.append(f"It is {'an' if person.is_operator else 'no'} operator now.")
        if before.get("sessions") != change.seen.get("sessions"):
            said.append(f"It has {change.old} sessions now, not {before.get('sessions')}.")
        return said or ["The name or the address was changed."]


class Deactivate(PersonAction):
    name, label, icon, past = "deactivate", "Deactivate", "deactivate", "Deactivated"
    tone = "bad"

    def act(self, change: Change, reason: str | None) -> None:
        people.deactivate_person(caller(), change.id, reason=reason)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Signed out everywhere, and refused from the next request on",
            "What they wrote keeps their name",
            "They can be reactivated at any time",
        ]

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        return [("do", "reactivate"), *(("id", str(change.id)) for change in changes)]


class Reactivate(PersonAction):
    name, label, icon, past = "reactivate", "Reactivate", "reactivate", "Reactivated"
    active_before = False

    def act(self, change: Change, reason: str | None) -> None:
        people.reactivate_person(caller(), change.id, reason=reason)

    def effects(self, changes: list[Change]) -> list[str]:
        return ["They can sign in again, with the password they had"]

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        return [("do", "deactivate"), *(("id", str(change.id)) for change in changes)]


class SignOutEverywhere(PersonAction):
    name, label, icon, past = "sign_out", "Sign out", "out", "Signed out everywhere:"
    field = "Sessions"
    head = ("E-mail address",)

    def offered(self, row: Any) -> bool:
        return row.deactivated_at is None

    def change(self, person: Any, signed_in: int) -> Change:
        change = super().change(person, signed_in)
        change.old, change.new, change.target = str(signed_in), "0", "signed out"
        change.why_not = "" if signed_in else "Is signed in nowhere."
        change.facts = [person.email]
        change.seen["sessions"] = signed_in
        return change

    def act(self, change: Change, reason: str | None) -> None:
        sessions.sign_out_everywhere(caller(), change.id, reason=reason)

    def title(self, changes: list[Change]) -> str:
        what = changes[0].title if len(changes) == 1 else self.counted(len(changes))
        return f"Sign out {what} everywhere"

    def button(self, number: int) -> str:
        return f"Sign out {self.counted(number)}"

    def effects(self, changes: list[Change]) -> list[str]:
        return ["Every session ends at once, on every device", "They can sign in again"]


class EndSession(Action):
    name, label, icon, past = "end", "End", "out", "Ended"
    noun, plural = "session", "sessions"
    head = ("From", "Signed in")

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        return [
            Change(
                session.id,
                person.email,
                "Signed in",
                "ended",
                "ended",
                seen={"name": f"The session of {person.email}", "person": str(person.id)},
                facts=[session.address or "", session.created_at],
                row=session,
            )
            for session, person in chosen_sessions(caller(), ids, lock=lock)
        ]

    def act(self, change: Change, reason: str | None) -> None:
        sessions.revoke_session(caller(), change.id, reason=reason)

    def title(self, changes: list[Change]) -> str:
        if len(changes) == 1:
            return f"End a session of {changes[0].title}"
        return self.button(len(changes))

    def effects(self, changes: list[Change]) -> list[str]:
        return ["Whoever uses it has to sign in again"]
