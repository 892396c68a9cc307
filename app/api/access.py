"""REST: signing in and out, and who one is."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, make_response, request
from flask.views import MethodView

from app.api.blueprint import Blueprint
from app.db import transaction
from app.models import User
from app.schemas import examples
from app.schemas.access import MeOut, SetupIn, SignInIn
from app.services.access import people, projects, sessions
from app.web import identity

blp = Blueprint("access", __name__, url_prefix="/api", description="Who is asking")


@blp.route("/me")
class Me(MethodView):
    @blp.response(200, MeOut, example=examples.ME)
    def get(self) -> Any:
        """Say who is asking, and what they may do"""
        return {
            "person": g.person,
            "key": g.key,
            "project": projects.get_project(g.caller.project_id),
            "rights": sorted(g.caller.rights),
            "csrf_token": g.csrf_token,
        }


@blp.route("/login")
class SignIn(MethodView):
    @blp.doc(security=[])
    @blp.arguments(SignInIn, example=examples.SIGN_IN)
    @blp.response(200, MeOut, example=examples.ME)
    @blp.alt_response(429, description="Too many failed sign-ins")
    def post(self, body: dict[str, str]) -> Any:
        """Sign a person in; the session is a cookie"""
        with transaction():
            found = sessions.sign_in(identity.stranger(), body["email"], body["password"])
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
                sessions.sign_out(g.caller, request.cookies[identity.COOKIE])
            identity.clear_cookie(response, identity.settings_of_app())
        return response


@blp.route("/setup")
class Setup(MethodView):
    @blp.doc(security=[])
    @blp.arguments(SetupIn, example=examples.SETUP_IN)
    @blp.response(201, MeOut, example=examples.ME)
    @blp.alt_response(409, description="The link was used, or is not the printed one")
    def post(self, body: dict[str, str]) -> Any:
        """Make the first operator, by the link that the first start printed"""
        people.check_setup_token(body.pop("token"), identity.settings_of_app().secret_key)
        with transaction():
            person = people.create_first_operator(identity.first_caller(), **body)
            token = sessions.open_session(identity.first_caller(), person)
        return welcomed(person, token, 201)


def welcomed(person: User, token: str, status: int = 200) -> Response:
    """What `/api/me` will say from now on, with the session's cookie."""
    settings = identity.settings_of_app()
    answer = {
        "person": person,
        "key": None,
        "project": projects.find_project(projects.DEFAULT),
        "rights": sorted(identity.rights_of(person)),
        "csrf_token": sessions.csrf_token(token, settings.secret_key),
    }
    response = make_response(current_app.json.dumps(MeOut().dump(answer)), status)
    response.content_type = "application/json"
    identity.set_cookie(response, token, settings)
    return response
