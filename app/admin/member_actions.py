"""What can be done to roles in a project, and to invitations into it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from app.admin.actions import Action, Change
from app.admin.guard import caller, within, within_slug
from app.models import User
from app.services.access import invitations, members
from app.services.access.invitations import is_open
from app.services.access.projects import DEFAULT
from app.services.chosen import chosen_invitations, chosen_members

NO_MEMBER = "no member"


class MemberAction(Action):
    """On people, in the project that the address names by its slug."""

    noun, plural, field = "person", "people", "Role"
    head: ClassVar[tuple[str, ...]] = ("E-mail address", "Project")

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        slug = values.get("project") or DEFAULT
        here = within_slug(slug)
        found = chosen_members(here, ids, lock=lock)
        changes = [self.change(person, role, values.get("role", "")) for person, role in found]
        for change, (person, role) in zip(changes, found, strict=True):
            change.seen = {"name": person.name, "email": person.email, "role": role}
            change.facts = [person.email, slug]
            change.row = here
        return changes

    def change(self, person: User, role: str | None, wanted: str) -> Change:
        raise NotImplementedError

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        if before.get("role") == change.seen["role"]:
            return ["The name or the address was changed."]
        return [f"The role is {change.old} now, and was {before.get('role') or NO_MEMBER}."]

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        """Of those who had the same role."""
        roles = {change.seen["role"] for change in changes}
        if len(roles) > 1:
            return None
        role, slug = roles.pop(), changes[0].facts[1]
        back = [("do", "set_role"), ("role", role)] if role else [("do", "remove")]
        return [*back, ("project", slug), *(("id", str(change.id)) for change in changes)]


class SetRole(MemberAction):
    name, label, icon, past = "set_role", "Set role", "swap", "Set the role of"
    asks, carries = "role", ("project", "role")

    def offered(self, row: Any) -> bool:
        return row.deactivated_at is None

    def change(self, person: User, role: str | None, wanted: str) -> Change:
        if wanted:
            members.check_role(wanted)
        change = Change(person.id, person.name, role or NO_MEMBER, wanted, wanted)
        if not wanted:
            change.why_not = "Choose a project and a role above."
        elif role == wanted:
            change.why_not = f"Is {role} there already."
        return change

    def act(self, change: Change, reason: str | None) -> None:
        members.set_role(change.row, change.id, change.target, reason=reason)

    def title(self, changes: list[Change]) -> str:
        whom = changes[0].title if len(changes) == 1 else self.counted(len(changes))
        return f"Set the role of {whom}"

    def button(self, number: int) -> str:
        return f"Set the role of {self.counted(number)}"

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "It holds from their next request on",
            "Operators may do everything, whatever their role",
        ]


class RemoveMember(MemberAction):
    name, label, icon, past = "remove", "Remove", "close", "Removed"
    tone, carries = "bad", ("project",)

    def offered(self, row: Any) -> bool:
        """Only where the project is known: on its page, and beside each of a person's projects."""
        return False

    def change(self, person: User, role: str | None, wanted: str) -> Change:
        why_not = "" if role else "Is no member there."
        return Change(person.id, person.name, role or NO_MEMBER, NO_MEMBER, "", why_not=why_not)

    def act(self, change: Change, reason: str | None) -> None:
        members.remove_member(change.row, change.id, reason=reason)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "They see nothing of this project from their next request on",
            "Their account stays, and what they wrote keeps their name",
            "Keys that they made go on; revoke those that should not",
        ]


class RevokeInvitation(Action):
    name, label, icon, past = "revoke", "Revoke", "close", "Revoked"
    noun, plural, tone = "invitation", "invitations", "bad"
    head = ("Project", "Role", "Ends")

    def offered(self, row: Any) -> bool:
        """On a project's page, beside each invitation; the rows of the list are projects."""
        return False

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        found = chosen_invitations(caller(), ids, lock=lock)
        return [self.change(invitation, slug) for invitation, slug in found]

    def change(self, invitation: Any, slug: str) -> Change:
        opens = is_open(invitation)
        title = invitation.note or f"an invitation into {slug}"
        return Change(
            invitation.id,
            title,
            "Open" if opens else "Spent",
            "Revoked",
            "revoked",
            seen={"name": title, "open": opens},
            why_not="" if opens else "It was used or revoked, or has expired.",
            facts=[slug, invitation.role, invitation.expires_at],
            row=invitation,
        )

    def act(self, change: Change, reason: str | None) -> None:
        here = within(change.row.project_id)
        invitations.revoke_invitation(here, change.id, reason=reason)

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        return ["It was used or revoked, or has expired."]

    def effects(self, changes: list[Change]) -> list[str]:
        return ["The link opens nothing any more", "A new one can be made at any time"]
