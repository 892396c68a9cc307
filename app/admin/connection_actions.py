"""What can be done to connections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.admin.actions import Action, Change
from app.admin.guard import caller, within
from app.models import Connection
from app.services import connections
from app.services.chosen import chosen_connections
from app.web.settings import settings_of_app


class ConnectionAction(Action):
    noun, plural = "connection", "connections"
    head = ("Project", "Provider")

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        found = chosen_connections(caller(), ids, lock=lock)
        return [self.change(connection, slug) for connection, slug in found]

    def change(self, connection: Connection, slug: str) -> Change:
        raise NotImplementedError

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        became = change.row.is_default and not before.get("default")
        return ["It became the default."] if became else ["It was changed."]


class MakeDefault(ConnectionAction):
    name, label, icon, past = "make_default", "Make default", "check", "Now the default:"
    field, asks_reason = "Used", False

    def offered(self, row: Any) -> bool:
        return not row.is_default

    def change(self, connection: Connection, slug: str) -> Change:
        return Change(
            connection.id,
            connection.name,
            "Default" if connection.is_default else "By name",
            "Default",
            "default",
            seen=seen(connection),
            why_not="It is the default already." if connection.is_default else "",
            facts=[slug, connection.provider],
            row=connection,
        )

    def act(self, change: Change, reason: str | None) -> None:
        connections.update_connection(
            within(change.row.project_id), settings_of_app(), change.id, is_default=True
        )

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Runs that name no connection go there from then on",
            "Of several in a project the last one is the default",
        ]


class Delete(ConnectionAction):
    name, label, icon, past = "delete", "Delete", "delete", "Deleted"
    tone, asks_name = "bad", True

    def change(self, connection: Connection, slug: str) -> Change:
        return Change(
            connection.id,
            connection.name,
            "Default" if connection.is_default else "By name",
            "gone",
            "deleted",
            seen=seen(connection),
            facts=[slug, connection.provider],
            row=connection,
        )

    def act(self, change: Change, reason: str | None) -> None:
        connections.delete_connection(within(change.row.project_id), change.id, reason=reason)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Its key is deleted with it; there is no undo",
            "Runs that name it are refused from then on",
            "Where it was the default, the built-in echo is",
        ]


def seen(connection: Connection) -> dict[str, Any]:
    return {
        "name": connection.name,
        "default": connection.is_default,
        "revision": connection.revision,
    }
