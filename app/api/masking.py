"""REST: what is taken out of spans before they are stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers, stated
from app.api.blueprint import Blueprint, states_in_if_match
from app.db import transaction
from app.models import MaskingRule
from app.schemas import examples
from app.schemas.base import PageArgs
from app.schemas.masking import RuleIn, RuleOut, RulePatchIn
from app.services import masking
from app.services.access.names import put_authors

blp = Blueprint(
    "masking",
    __name__,
    url_prefix="/api/masking-rules",
    description="What is taken out of spans before they are stored",
)


@blp.route("")
class Rules(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, RuleOut(many=True), example=[examples.RULE], headers=headers.LINK)
    def get(self, args: dict[str, Any]) -> Any:
        """List the project's masking rules, newest first"""
        page = masking.list_rules(g.caller, **args)
        put_authors(page.rows)
        return make_response(RuleOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(RuleIn, example=examples.RULE_IN)
    @blp.response(201, RuleOut, example=examples.RULE, headers=headers.CREATED)
    @blp.alt_response(409, description="There is a rule of that name")
    def post(self, body: dict[str, Any]) -> Any:
        """Mask a pattern or an attribute in spans from now on"""
        with transaction():
            rule = masking.add_rule(g.caller, **body)
            return shown(rule, 201, Location=f"/api/masking-rules/{rule.id}")


@blp.route("/<uuid:rule_id>")
class Rule(MethodView):
    @blp.response(200, RuleOut, example=examples.RULE, headers=headers.ETAG)
    def get(self, rule_id: UUID) -> Any:
        """Show a masking rule"""
        return shown(masking.get_rule(g.caller, rule_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(RulePatchIn, example={"is_on": False})
    @blp.response(200, RuleOut, example=examples.RULE, headers=headers.ETAG)
    @blp.alt_response(409, description="The name is taken, or it is of the other kind")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], rule_id: UUID) -> Any:
        """Change a masking rule, or switch it on or off"""
        with transaction():
            return shown(
                masking.update_rule(g.caller, rule_id, if_match=states_in_if_match(), **body)
            )

    @blp.doc(**headers.IF_MATCH)
    @blp.response(204, description="Spans are stored without it from now on")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, rule_id: UUID) -> Any:
        """Delete a masking rule"""
        with transaction():
            masking.delete_rule(g.caller, rule_id, if_match=states_in_if_match())
        return make_response("", 204)


def shown(rule: MaskingRule, status: int = 200, **told: str) -> Any:
    return stated(RuleOut(), rule, masking.etag_of(rule), status, **told)
