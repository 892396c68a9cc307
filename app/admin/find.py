"""One search over names, ids, addresses and the beginnings of keys."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import BaseView, expose

from app.admin.guard import Guarded, caller
from app.services.finding import find
from app.services.lists import BadFilter


class FindView(Guarded, BaseView):
    @expose("/")
    def index(self) -> Any:
        q, problem, found = request.args.get("q", "").strip(), None, []
        try:
            found = find(caller(), q)
        except BadFilter as error:
            problem = error.message
        page = self.render("admin/find.html", q=q, found=found, problem=problem)
        return page, 422 if problem else 200
