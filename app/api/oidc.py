"""REST: signing in by a provider. People come here by their browsers, programs do not."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, redirect
from flask.views import MethodView
from marshmallow import EXCLUDE

from app.api.blueprint import Blueprint
from app.db import db, transaction
from app.errors import DomainError, UpstreamFailed
from app.schemas import examples
from app.schemas.oidc import CallbackArgs, LoginArgs, SignOnOut
from app.services.access import identities
from app.services.access.attempts import TooManyFailures, take_place_of_address
from app.web import identity, single_sign_on
from app.web.session_cookie import session_token, set_session_cookie
from app.web.settings import settings_of_app

blp = Blueprint("oidc", __name__, url_prefix="/api/oidc", description="Single sign-on")

LOCATION = {"Location": {"schema": {"type": "string"}, "description": "Where to go on."}}


@blp.route("/provider")
class SignOn(MethodView):
    @blp.doc(security=[])
    @blp.response(200, SignOnOut, example=examples.SIGN_ON)
    def get(self) -> Any:
        """Tell how people sign in here"""
        provider = single_sign_on.find_provider()
        return {
            "enabled": provider is not None,
            "name": provider.name if provider else None,
            "password_sign_in": settings_of_app().password_sign_in,
        }


@blp.route("/login")
class Login(MethodView):
    @blp.doc(security=[])
    @blp.arguments(LoginArgs, location="query")
    @blp.response(302, description="On to the provider", headers=LOCATION)
    @blp.alt_response(404, description="There is no single sign-on here")
    @blp.alt_response(503, description="The provider does not answer")
    def get(self, args: dict[str, str]) -> Any:
        """Send a browser to the provider to sign in"""
        settings, back = settings_of_app(), single_sign_on.way_back(args.get("next"))
        provider = single_sign_on.get_provider()
        try:
            address, begun = provider.begin()
        except DomainError as error:
            return refused(error, back)
        response: Response = redirect(address)  # type: ignore[assignment]
        single_sign_on.keep_flow(response, begun, back, settings)
        return response


@blp.route("/callback")
class Callback(MethodView):
    @blp.doc(security=[])
    @blp.arguments(CallbackArgs, location="query", unknown=EXCLUDE)
    @blp.response(302, description="Signed in, or back to the sign-in", headers=LOCATION)
    @blp.alt_response(401, description="The provider's answer is not believed")
    @blp.alt_response(403, description="Believed, but there is no account to sign in to")
    @blp.alt_response(404, description="There is no single sign-on here")
    @blp.alt_response(429, description="Too many refused sign-ins")
    @blp.alt_response(503, description="The provider does not answer")
    def get(self, args: dict[str, str]) -> Any:
        """Take somebody in whom the provider sends back"""
        settings = settings_of_app()
        single_sign_on.get_provider()
        begun, back = single_sign_on.take_flow(settings) or (None, single_sign_on.HOME)
        try:
            token = session_for(args, begun)
        except DomainError as error:
            response = refused(error, back)
        else:
            response = redirect(back)  # type: ignore[assignment]
            set_session_cookie(response, token, settings)
        single_sign_on.forget_flow(response, settings)
        return response


def session_for(args: dict[str, str], begun: Any) -> str:
    """A new session's token for whom the provider means."""
    caller = identity.stranger()
    # Nobody's transaction waits for what a provider takes its time for.
    db.session.rollback()
    place = take_place_of_address(caller, "return")
    if begun is None:
        raise single_sign_on.SignInLost(
            "This browser began no sign-in within the last ten minutes; open Promptside at its"
            " PUBLIC_URL and begin again there."
        )
    try:
        claimed = single_sign_on.get_provider().finish(args, begun)
    except UpstreamFailed:
        place.give_back()
        raise
    with transaction():
        _, token = identities.sign_in(
            caller,
            claimed,
            settings_of_app(),
            instead_of=session_token(),
        )
    place.give_back()
    return token


def refused(error: DomainError, back: str) -> Response:
    """Recorded; browsers go back to where they can begin again, programs hear it themselves."""
    if isinstance(error, UpstreamFailed):
        current_app.logger.warning("single sign-on: %s (%s)", error.message, g.request_id)
    if is_worth_noting(error):
        with transaction():
            identities.refuse(identity.stranger(), error)
    if not single_sign_on.is_browser():
        raise error
    return single_sign_on.back_to_sign_in(error, back)


def is_worth_noting(error: DomainError) -> bool:
    """Nobody fills the audit log by asking for a provider that is away, or again and again."""
    if isinstance(error, TooManyFailures):
        return error.is_news
    if isinstance(error, UpstreamFailed):
        try:
            take_place_of_address(identity.stranger(), "provider away")
        except TooManyFailures:
            return False
    return True
