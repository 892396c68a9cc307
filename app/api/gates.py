"""REST: what a version must have shown before a label may point at it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers, stated
from app.api.blueprint import Blueprint, states_in_if_match
from app.db import transaction
from app.models import Gate
from app.schemas import examples
from app.schemas.gates import GateIn, GateOut, GatePatchIn, GatesArgs
from app.services.gates import rules

blp = Blueprint(
    "gates", __name__, url_prefix="/api/gates", description="What a version must show before"
)


@blp.route("")
class Gates(MethodView):
    @blp.arguments(GatesArgs, location="query")
    @blp.response(200, GateOut(many=True), example=[examples.GATE], headers=headers.PAGING)
    def get(self, args: dict[str, Any]) -> Any:
        """List gates, newest first"""
        page = rules.list_gates(g.caller, **args)
        return make_response(GateOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(GateIn, example=examples.GATE_IN)
    @blp.response(201, GateOut, example=examples.GATE, headers=headers.CREATED)
    @blp.alt_response(409, description="There are as many as there may be")
    def post(self, body: dict[str, Any]) -> Any:
        """Put a gate before a label"""
        with transaction():
            gate = rules.create_gate(g.caller, **body)
            return shown(gate, 201, Location=f"/api/gates/{gate.id}")


@blp.route("/<uuid:gate_id>")
class GateById(MethodView):
    @blp.response(200, GateOut, example=examples.GATE, headers=headers.ETAG)
    def get(self, gate_id: UUID) -> Any:
        """Read a gate"""
        return shown(rules.get_gate(g.caller, gate_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(GatePatchIn, required=False, example={"minimum": 0.95})
    @blp.response(200, GateOut, example=examples.GATE, headers=headers.ETAG)
    @blp.alt_response(409, description="There are as many as there may be")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], gate_id: UUID) -> Any:
        """Change a gate, archive it or bring it back"""
        with transaction():
            return shown(
                rules.update_gate(g.caller, gate_id, if_match=states_in_if_match(), **body)
            )

    @blp.doc(**headers.IF_MATCH)
    @blp.response(204, description="It is archived, and stands before nothing")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, gate_id: UUID) -> None:
        """Archive a gate"""
        with transaction():
            rules.archive_gate(g.caller, gate_id, if_match=states_in_if_match())


def shown(gate: Gate, status: int = 200, **told: str) -> Any:
    return stated(GateOut(), gate, rules.etag_of(gate), status, **told)
