"""What scales, prices and masking rules have in common: few of them, each within a project."""

from __future__ import annotations

from typing import Any

from flask import request

from app.admin.base import NounView
from app.admin.guard import NothingThere, caller
from app.services import lists


class RuleView(NounView):
    """A row's page shows what the list knows of it, and its history."""

    details_template = "admin/rules/details.html"

    def get_one(self, id: Any) -> Any:
        row = lists.one(caller(), self.listing, id)
        if row is None:
            raise NothingThere(f"There is no {self.noun} {id}.")
        return row

    def edit_form(self, obj: Any = None) -> Any:
        form = super().edit_form(obj)
        if request.method == "GET":
            form.etag.data = self.etag_of(obj)
        return form

    def etag_of(self, row: Any) -> str:
        """Which state of it the form shows."""
        raise NotImplementedError

    def details(self, row: Any) -> dict[str, Any]:
        return {"done_to": self.done_to(row)}
