"""REST: experiments side by side, and evaluators beside people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response, request
from flask.views import MethodView

from app.api import headers
from app.api.answers import next_link
from app.api.blueprint import Blueprint
from app.api.experiments import contents_of
from app.schemas.comparisons import (
    AGREEMENT,
    SIDE_BY_SIDE,
    AgreementArgs,
    AgreementOut,
    CompareArgs,
    ExportCompareArgs,
    SideBySideOut,
)
from app.services.experiments import agreement, exporting_side_by_side, side_by_side
from app.services.experiments.exporting import MIMETYPES
from app.web.attachments import attachment

blp = Blueprint(
    "comparisons", __name__, url_prefix="/api/experiments", description="Experiments compared"
)

FILE = contents_of("All items that the filter lets through; of a summary (`md`) the first 500.")


@blp.route("/compare")
class Compare(MethodView):
    @blp.arguments(CompareArgs, location="query")
    @blp.response(200, SideBySideOut, example=SIDE_BY_SIDE, headers=headers.LINK)
    @blp.alt_response(404, description="One of them is not there, or is deleted")
    @blp.alt_response(409, description="One of them was not judged by that evaluator")
    def get(self, args: dict[str, Any]) -> Any:
        """Compare two to five experiments, item by item"""
        found = side_by_side.compare_many(g.caller, **args)
        told = {}
        if found.next is not None:
            kept = [(k, v) for k, v in request.args.items(multi=True) if k != "cursor"]
            told["Link"] = next_link(request.path, [*kept, ("cursor", found.next)])
        return make_response(SideBySideOut().dump(found), told)


@blp.route("/compare/export")
class ExportComparison(MethodView):
    @blp.arguments(ExportCompareArgs, location="query")
    @blp.doc(responses={200: FILE})
    @blp.alt_response(404, description="One of them is not there, or is deleted")
    @blp.alt_response(409, description="One of them was not judged by that evaluator")
    def get(self, args: dict[str, Any]) -> Any:
        """Export two to five experiments side by side: a table, lines of JSON, or a summary"""
        kind = args.pop("format")
        _, file = exporting_side_by_side.spooled(g.caller, kind=kind, **args)
        return attachment(file, MIMETYPES[kind], f"comparison.{kind}")


@blp.route("/<uuid:experiment_id>/agreement")
class Agreement(MethodView):
    @blp.arguments(AgreementArgs, location="query")
    @blp.response(200, AgreementOut, example=AGREEMENT)
    @blp.alt_response(409, description="It was not judged by that evaluator")
    def get(self, args: dict[str, Any], experiment_id: UUID) -> Any:
        """Show how far an evaluator agrees with people who scored the same results"""
        return agreement.agreement(g.caller, experiment_id, **args)
