"""Sessions: who is signed in, from where."""

from __future__ import annotations

from typing import Any

from app.admin.access_actions import EndSession
from app.admin.base import NounView
from app.admin.columns import Column
from app.admin.tabs import Tab
from app.services.lists import LISTINGS


class SessionView(NounView):
    listing = LISTINGS["sessions"]
    actions = (EndSession(),)
    noun, plural, icon = "session", "sessions", "sessions"
    search_words = "Name, address of mail or network"
    empty_words = "Nobody is signed in."
    tones = {"live": "ok", "over": ""}
    tabs = (Tab("Operators", "role=operator"), Tab("Signed in today", "when=1d"))
    columns = (
        Column("email", "Person", "link", place="name"),
        Column("state", "State", "state", place="state"),
        Column("address", "From", "mono", place="more"),
        Column("agent", "With", "free"),
        Column("seen_at", "Last seen", "time", order="seen", place="time"),
        Column("created_at", "Signed in", "time", order="signed_in"),
        Column("expires_at", "Ends", "time"),
        Column("id", "Id", "mono", shown=False),
    )
    can_view_details = False
    details_view = None

    def row_url(self, row: Any) -> str:
        return self.get_url("admin_people.details_view", id=row.user_id)

    def title_of(self, row: Any) -> str:
        return f"a session of {row.email}"
