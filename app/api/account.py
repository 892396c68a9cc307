"""REST: one's own account: name, password, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api.blueprint import Blueprint
from app.db import transaction
from app.models import User
from app.schemas import examples
from app.schemas.access import AccountIn, PasswordIn, PersonOut, SessionOut
from app.services.access import passwords, people, sessions
from app.web import identity, single_sign_on
from app.web.session_cookie import clear_session_cookie
from app.web.settings import settings_of_app

blp = Blueprint("account", __name__, url_prefix="/api/account", description="One's own account")


@blp.route("")
class Account(MethodView):
    @blp.arguments(AccountIn, example=examples.ACCOUNT_IN)
    @blp.response(200, PersonOut, example=examples.PERSON)
    def patch(self, body: dict[str, str]) -> Any:
        """Change one's name"""
        with transaction():
            return people.rename(g.caller, oneself().id, body["name"])


@blp.route("/password")
class Password(MethodView):
    @blp.arguments(PasswordIn, example=examples.PASSWORD_IN)
    @blp.response(204, description="Changed; every other session has ended")
    @blp.alt_response(429, description="Too many wrong passwords")
    def post(self, body: dict[str, str]) -> Any:
        """Change one's password"""
        single_sign_on.require_password_sign_in(settings_of_app())
        with transaction():
            passwords.change_password(
                g.caller,
                oneself().id,
                g.session.id,
                current=body["current_password"],
                password=body["password"],
            )
        return make_response("", 204)


@blp.route("/sessions")
class Sessions(MethodView):
    @blp.response(200, SessionOut(many=True), example=[examples.SESSION])
    def get(self) -> Any:
        """List one's own sessions, the one used last first"""
        return [
            {**shown(session), "is_current": session.id == g.session.id}
            for session in sessions.own_sessions(oneself().id)
        ]

    @blp.response(204, description="Signed out everywhere, here too")
    def delete(self) -> Any:
        """Sign out everywhere"""
        with transaction():
            sessions.end_own_sessions(g.caller, oneself().id)
        response = make_response("", 204)
        clear_session_cookie(response, settings_of_app())
        return response


@blp.route("/sessions/<uuid:session_id>")
class OneSession(MethodView):
    @blp.response(204, description="Ended")
    def delete(self, session_id: UUID) -> Any:
        """End one of one's own sessions"""
        with transaction():
            sessions.revoke_own_session(g.caller, oneself().id, session_id)
        return make_response("", 204)


def oneself() -> User:
    if g.person is None:
        raise identity.PeopleOnly("A key has no account; sign in as a person.")
    return g.person


def shown(session: Any) -> dict[str, Any]:
    names = ("id", "address", "agent", "created_at", "seen_at", "expires_at")
    return {name: getattr(session, name) for name in names}
