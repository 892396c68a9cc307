"""REST: which values the scores of a name may have."""

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
from app.schemas.scores import ScaleIn, ScaleOut, ScalePatchIn, ScalesArgs
from app.services import scales

blp = Blueprint(
    "scales", __name__, url_prefix="/api/scales", description="What values scores may have"
)


@blp.route("")
class Scales(MethodView):
    @blp.arguments(ScalesArgs, location="query")
    @blp.response(200, ScaleOut(many=True), example=[examples.SCALE], headers=headers.PAGING)
    def get(self, args: dict[str, Any]) -> Any:
        """List scales, newest first"""
        page = scales.list_scales(g.caller, **args)
        return make_response(ScaleOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(ScaleIn, example=examples.SCALE_IN)
    @blp.response(201, ScaleOut, example=examples.SCALE, headers=headers.LOCATION)
    @blp.alt_response(409, description="The name has a scale")
    def post(self, body: dict[str, Any]) -> Any:
        """Say what values the scores of a name may have"""
        with transaction():
            scale = scales.create_scale(g.caller, **body)
            told = {"Location": f"/api/scales/{scale.id}"}
            return make_response(ScaleOut().dump(scale), 201, told)


@blp.route("/<uuid:scale_id>")
class ScaleById(MethodView):
    @blp.response(200, ScaleOut, example=examples.SCALE)
    def get(self, scale_id: UUID) -> Any:
        """Read a scale"""
        return scales.get_scale(g.caller, scale_id)

    @blp.arguments(ScalePatchIn, required=False, example={"maximum": 10})
    @blp.response(200, ScaleOut, example=examples.SCALE)
    @blp.alt_response(409, description="The name has a scale")
    def patch(self, body: dict[str, Any], scale_id: UUID) -> Any:
        """Change a scale, archive it or bring it back"""
        with transaction():
            return scales.update_scale(g.caller, scale_id, **body)
