"""REST: who belongs to a project, and invitations into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.db import transaction
from app.models import Membership, User
from app.schemas import examples
from app.schemas.access import (
    InvitationIn,
    InvitationOut,
    LinkOut,
    MemberIn,
    MemberOut,
    NewInvitationOut,
)
from app.schemas.base import PageArgs
from app.services import policy
from app.services.access import invitations, members, passwords
from app.services.access.names import put_authors
from app.web.settings import settings_of_app

blp = Blueprint("members", __name__, url_prefix="/api", description="People in a project")


@blp.route("/members")
class Members(MethodView):
    @blp.response(200, MemberOut(many=True), example=[examples.MEMBER])
    def get(self) -> Any:
        """List the project's members by name"""
        return [shown(member, person) for member, person in members.list_members(g.caller)]


@blp.route("/members/<uuid:person_id>")
class Member(MethodView):
    @blp.arguments(MemberIn, example={"role": "editor"})
    @blp.response(200, MemberOut, example=examples.MEMBER)
    @blp.alt_response(409, description="The last admin, or oneself")
    def put(self, body: dict[str, str], person_id: UUID) -> Any:
        """Change a member's role"""
        with transaction():
            members.set_role(g.caller, person_id, body["role"])
            return shown(*members.get_member(g.caller, person_id))

    @blp.response(204, description="No member any more")
    @blp.alt_response(409, description="The last admin, or oneself")
    def delete(self, person_id: UUID) -> Any:
        """Remove a member"""
        with transaction():
            members.remove_member(g.caller, person_id)
        return make_response("", 204)


@blp.route("/members/<uuid:person_id>/password-link")
class PasswordLink(MethodView):
    @blp.response(201, LinkOut, example={"link": examples.RESET_LINK})
    @blp.alt_response(409, description="The account is deactivated")
    def post(self, person_id: UUID) -> Any:
        """Make a one-time link by which a member sets a password"""
        settings = settings_of_app()
        with transaction():
            token = passwords.make_password_link(g.caller, person_id, settings.secret_key)
        return {"link": f"{settings.public_url}/reset#{token}"}


@blp.route("/invitations")
class Invitations(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(
        200, InvitationOut(many=True), example=[examples.INVITATION], headers=headers.LINK
    )
    def get(self, args: dict[str, Any]) -> Any:
        """List the invitations that are still open, newest first"""
        page = invitations.list_invitations(g.caller, **args)
        put_authors(page.rows)
        return make_response(InvitationOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(InvitationIn, example=examples.INVITATION_IN)
    @blp.response(201, NewInvitationOut, example=examples.NEW_INVITATION)
    def post(self, body: dict[str, str]) -> Any:
        """Make a one-time link into the project"""
        with transaction():
            invitation, token = invitations.invite(g.caller, **body)
            put_authors([invitation])
            link = f"{settings_of_app().public_url}/invitation#{token}"
            return make_response({**InvitationOut().dump(invitation), "link": link}, 201)


@blp.route("/invitations/<uuid:invitation_id>")
class Invitation(MethodView):
    @blp.response(204, description="The link leads nowhere any more")
    @blp.alt_response(409, description="It was accepted already")
    def delete(self, invitation_id: UUID) -> Any:
        """Revoke an invitation"""
        with transaction():
            invitations.revoke_invitation(g.caller, invitation_id)
        return make_response("", 204)


def shown(member: Membership, person: User) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email if policy.may(g.caller, policy.ADMIN) else None,
        "role": member.role,
        "is_active": person.deactivated_at is None,
        "created_at": member.created_at,
    }
