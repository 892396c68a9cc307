"""REST: what is served, and the moves that made it so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint, states_in_if_match
from app.api.prompts import DETAILED, detailed
from app.db import transaction
from app.schemas import examples
from app.schemas.base import PageArgs
from app.schemas.gates import FindingOut, PromptGatesArgs
from app.schemas.prompts import ActivateIn, PromptDetailOut, RollbackIn
from app.schemas.releases import ReleaseOut
from app.services import releases
from app.services.gates import asking

blp = Blueprint(
    "releases", __name__, url_prefix="/api/prompts", description="Which version is served"
)

SHUT = "A gate is shut (`gate_not_met`): `missing` says of each what is, and what to do next"


@blp.route("/<uuid:prompt_id>/activate")
class Activate(MethodView):
    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(ActivateIn, example=examples.ACTIVATE_IN)
    @blp.response(200, PromptDetailOut, example=examples.DETAIL, headers=DETAILED)
    @blp.alt_response(409, description=SHUT)
    @blp.alt_response(412, description="Another version is active than `expected`")
    def post(self, body: dict[str, Any], prompt_id: UUID) -> Any:
        """Serve a version from now on"""
        with transaction():
            prompt = releases.activate(g.caller, prompt_id, if_match=states_in_if_match(), **body)
            return detailed(prompt)


@blp.route("/<uuid:prompt_id>/rollback")
class Rollback(MethodView):
    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(RollbackIn, required=False, example=examples.ROLLBACK_IN)
    @blp.response(200, PromptDetailOut, example=examples.DETAIL, headers=DETAILED)
    @blp.alt_response(409, description=f"Nothing to undo; or: {SHUT}")
    @blp.alt_response(412, description="Another version is active than `expected`")
    def post(self, body: dict[str, Any], prompt_id: UUID) -> Any:
        """Undo the newest release that is neither a rollback nor undone already"""
        with transaction():
            prompt = releases.roll_back(g.caller, prompt_id, if_match=states_in_if_match(), **body)
            return detailed(prompt)


@blp.route("/<uuid:prompt_id>/releases")
class Releases(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, ReleaseOut(many=True), example=[examples.RELEASE], headers=headers.PAGING)
    def get(self, args: dict[str, Any], prompt_id: UUID) -> Any:
        """List a prompt's releases, newest first"""
        page = releases.list_releases(g.caller, prompt_id, **args)
        return make_response(ReleaseOut(many=True).dump(page.rows), paging_headers(page))


@blp.route("/<uuid:prompt_id>/gates")
class PromptGates(MethodView):
    @blp.arguments(PromptGatesArgs, location="query")
    @blp.response(200, FindingOut(many=True), example=[examples.FINDING])
    def get(self, args: dict[str, Any], prompt_id: UUID) -> Any:
        """Say of each gate before a version whether it would pass"""
        return asking.ask_gates(g.caller, prompt_id, args["version"])
