"""REST: which values the scores of a name may have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers, stated
from app.api.blueprint import Blueprint, states_in_if_match
from app.db import transaction
from app.models import Scale
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
    @blp.response(201, ScaleOut, example=examples.SCALE, headers=headers.CREATED)
    @blp.alt_response(409, description="The name has a scale")
    def post(self, body: dict[str, Any]) -> Any:
        """Say what values the scores of a name may have"""
        with transaction():
            scale = scales.create_scale(g.caller, **body)
            return shown(scale, 201, Location=f"/api/scales/{scale.id}")


@blp.route("/<uuid:scale_id>")
class ScaleById(MethodView):
    @blp.response(200, ScaleOut, example=examples.SCALE, headers=headers.ETAG)
    def get(self, scale_id: UUID) -> Any:
        """Read a scale"""
        return shown(scales.get_scale(g.caller, scale_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(ScalePatchIn, required=False, example={"maximum": 10})
    @blp.response(200, ScaleOut, example=examples.SCALE, headers=headers.ETAG)
    @blp.alt_response(409, description="The name has a scale")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], scale_id: UUID) -> Any:
        """Change a scale, archive it or bring it back"""
        with transaction():
            return shown(
                scales.update_scale(g.caller, scale_id, if_match=states_in_if_match(), **body)
            )


def shown(scale: Scale, status: int = 200, **told: str) -> Any:
    return stated(ScaleOut(), scale, scales.etag_of(scale), status, **told)
