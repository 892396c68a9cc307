"""REST: signing in and out, one-time links, and who one is."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, make_response
from flask.views import MethodView

from app.api.blueprint import Blueprint
from app.db import transaction
from app.models import User
from app.schemas import examples
from app.schemas.access import AcceptInvitationIn, MeOut, PasswordResetIn, SetupIn, SignInIn
from app.services import policy
from app.services.access import invitations, passwords, people, projects, sessions
from app.web import identity, single_sign_on
from app.web.session_cookie import clear_session_cookie, session_token, set_session_cookie
from app.web.settings import settings_of_app
from app.web.signing_in import sign_in

blp = Blueprint("access", __name__, url_prefix="/api", description="Who is asking")


@blp.route("/me")
class Me(MethodView):
    @blp.response(200, MeOut, example=examples.ME)
    def get(self) -> Any:
        """Say who is asking, and what they may do"""
        return me(g.caller, g.role, g.csrf_token)


@blp.route("/login")
class SignIn(MethodView):
    @blp.doc(security=[])
    @blp.arguments(SignInIn, example=examples.SIGN_IN)
    @blp.response(200, MeOut, example=examples.ME)
    @blp.alt_response(403, description="Passwords do not sign in here, or a page that is not ours")
    @blp.alt_response(429, description="Too many failed sign-ins")
    def post(self, body: dict[str, str]) -> Any:
        """Sign a person in; the session is a cookie"""
        single_sign_on.require_password_sign_in(settings_of_app())
        found = sign_in(body["email"], body["password"])
        if found is None:
            raise identity.NotSignedIn("E-mail address and password do not go together.")
        return welcomed(*found)


@blp.route("/logout")
class SignOut(MethodView):
    @blp.response(204, description="Signed out")
    def post(self) -> Any:
        """End this session; a key has none"""
        response = make_response("", 204)
        if g.person is not None:
            with transaction():
                sessions.sign_out(g.caller, session_token() or "")
            clear_session_cookie(response, settings_of_app())
        return response


@blp.route("/setup")
class Setup(MethodView):
    @blp.doc(security=[])
    @blp.arguments(SetupIn, example=examples.SETUP_IN)
    @blp.response(201, MeOut, example=examples.ME)
    @blp.alt_response(409, description="The link was used, or is not the printed one")
    def post(self, body: dict[str, str]) -> Any:
        """Make the first operator, by the link that the first start printed"""
        people.check_setup_token(body.pop("token"), settings_of_app().secret_key)
        with transaction():
            person = people.create_first_operator(identity.first_caller(), **body)
            token = sessions.open_session(
                identity.first_caller(), person, instead_of=session_token()
            )
        return welcomed(person, token, 201)


@blp.route("/password-reset")
class PasswordReset(MethodView):
    @blp.doc(security=[])
    @blp.arguments(PasswordResetIn, example=examples.PASSWORD_RESET_IN)
    @blp.response(204, description="The password is set, and every session has ended")
    @blp.alt_response(403, description="Passwords do not sign in here, or a page that is not ours")
    @blp.alt_response(409, description="The link was used or has expired")
    def post(self, body: dict[str, str]) -> Any:
        """Set a password by the link an admin handed over"""
        single_sign_on.require_password_sign_in(settings_of_app())
        with transaction():
            passwords.set_password_by_link(
                identity.stranger(), **body, secret_key=settings_of_app().secret_key
            )
        return make_response("", 204)


@blp.route("/invitations/accept")
class AcceptInvitation(MethodView):
    @blp.doc(security=[])
    @blp.arguments(AcceptInvitationIn, example=examples.ACCEPT_IN)
    @blp.response(201, MeOut, example=examples.ME)
    @blp.alt_response(403, description="Passwords do not sign in here, or a page that is not ours")
    @blp.alt_response(409, description="The invitation was used, revoked, or has expired")
    def post(self, body: dict[str, str]) -> Any:
        """Join a project: with a new account, or with one's own if signed in"""
        token, person = body.pop("token"), identity.person_of_session()
        if person is not None and not body:
            with transaction():
                member = invitations.accept_as(identity.stranger(), token, person)
                home = projects.get_project(member.project_id)
            return me(*identity.acting(person, home.slug), g.csrf_token), 201
        if body.keys() != {"email", "name", "password"}:
            raise invitations.SignInToAccept(
                "Sign in first; or send `email`, `name` and `password` of a new account."
            )
        single_sign_on.require_password_sign_in(settings_of_app())
        with transaction():
            person = invitations.accept_anew(identity.stranger(), token, **body)
            session = sessions.open_session(identity.stranger(), person, instead_of=session_token())
        return welcomed(person, session, 201)


def me(caller: policy.Caller, role: str | None, csrf_token: str | None) -> dict[str, Any]:
    nowhere = caller.project_id == policy.NOWHERE
    return {
        "person": g.person,
        "key": g.key,
        "project": None if nowhere else projects.get_project(caller.project_id),
        "role": role,
        "rights": sorted(caller.rights),
        "csrf_token": csrf_token,
    }


def welcomed(person: User, token: str, status: int = 200) -> Response:
    """What `/api/me` will say from now on, with the session's cookie."""
    settings = settings_of_app()
    g.person = person
    answer = me(*identity.acting(person), sessions.csrf_token(token, settings.secret_key))
    response = make_response(current_app.json.dumps(MeOut().dump(answer)), status)
    response.content_type = "application/json"
    set_session_cookie(response, token, settings)
    return response
