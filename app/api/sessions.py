"""REST: sessions, the traces that an application says belong together."""

from __future__ import annotations

from typing import Any

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.schemas import examples
from app.schemas.traces import (
    ListedSessionOut,
    SessionArgs,
    SessionDetailOut,
    SessionsArgs,
    trace_out,
)
from app.services import traces

blp = Blueprint(
    "sessions", __name__, url_prefix="/api/sessions", description="Traces that belong together"
)


@blp.route("")
class Sessions(MethodView):
    @blp.arguments(SessionsArgs, location="query")
    @blp.response(
        200, ListedSessionOut(many=True), example=[examples.TRACE_SESSION], headers=headers.LINK
    )
    def get(self, args: dict[str, Any]) -> Any:
        """List sessions, the one with the newest trace first"""
        page = traces.list_sessions(g.caller, **args)
        return make_response(ListedSessionOut(many=True).dump(page.rows), paging_headers(page))


# In the query, since an application may call its sessions anything, `a//b` and `..` included.
@blp.route("/by-id")
class Session(MethodView):
    @blp.arguments(SessionArgs, location="query")
    @blp.response(200, SessionDetailOut, example=examples.SESSION_DETAIL)
    @blp.alt_response(404, description="No such session")
    def get(self, args: dict[str, str]) -> Any:
        """Show a session with its newest traces"""
        session = traces.get_session(g.caller, args["session_id"])
        shown = ListedSessionOut().dump(session)
        return make_response({**shown, "traces": [trace_out(row) for row in session.traces]})
