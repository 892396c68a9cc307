"""REST: what is taken out of spans before they are stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.db import transaction
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
    @blp.response(201, RuleOut, example=examples.RULE, headers=headers.LOCATION)
    @blp.alt_response(409, description="There is a rule of that name")
    def post(self, body: dict[str, Any]) -> Any:
        """Mask a pattern or an attribute in spans from now on"""
        with transaction():
            rule = masking.add_rule(g.caller, **body)
            put_authors([rule])
            where = {"Location": f"/api/masking-rules/{rule.id}"}
            return make_response(RuleOut().dump(rule), 201, where)


@blp.route("/<uuid:rule_id>")
class Rule(MethodView):
    @blp.response(200, RuleOut, example=examples.RULE)
    def get(self, rule_id: UUID) -> Any:
        """Show a masking rule"""
        rule = masking.get_rule(g.caller, rule_id)
        put_authors([rule])
        return rule

    @blp.arguments(RulePatchIn, example={"is_on": False})
    @blp.response(200, RuleOut, example=examples.RULE)
    @blp.alt_response(409, description="The name is taken, or it is of the other kind")
    def patch(self, body: dict[str, Any], rule_id: UUID) -> Any:
        """Change a masking rule, or switch it on or off"""
        with transaction():
            rule = masking.update_rule(g.caller, rule_id, **body)
            put_authors([rule])
            return rule

    @blp.response(204, description="Spans are stored without it from now on")
    def delete(self, rule_id: UUID) -> Any:
        """Delete a masking rule"""
        with transaction():
            masking.delete_rule(g.caller, rule_id)
        return make_response("", 204)
