"""REST: ways of scoring an output."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint, state_etag, states_in_if_match
from app.db import transaction
from app.models import Evaluator
from app.schemas import examples
from app.schemas.evaluators import (
    EvaluatorDetailOut,
    EvaluatorIn,
    EvaluatorOut,
    EvaluatorPatchIn,
    EvaluatorsArgs,
    EvaluatorVersionIn,
    EvaluatorVersionOut,
    KindOut,
    TryIn,
    VerdictOut,
)
from app.services import evaluators
from app.services.access.names import put_authors

blp = Blueprint(
    "evaluators", __name__, url_prefix="/api/evaluators", description="Ways of scoring an output"
)


@blp.route("")
class Evaluators(MethodView):
    @blp.arguments(EvaluatorsArgs, location="query")
    @blp.response(
        200, EvaluatorOut(many=True), example=[examples.EVALUATOR], headers=headers.PAGING
    )
    def get(self, args: dict[str, Any]) -> Any:
        """List evaluators, newest first"""
        page = evaluators.list_evaluators(g.caller, **args)
        return make_response(EvaluatorOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(EvaluatorIn, example=examples.EVALUATOR_IN)
    @blp.response(
        201, EvaluatorDetailOut, example=examples.EVALUATOR_DETAIL, headers=headers.CREATED
    )
    @blp.alt_response(409, description="The name is taken")
    def post(self, body: dict[str, Any]) -> Any:
        """Make an evaluator and its version 1"""
        with transaction():
            evaluator = evaluators.create_evaluator(g.caller, **body)
            return shown(evaluator, 201, Location=f"/api/evaluators/{evaluator.id}")


@blp.route("/kinds")
class Kinds(MethodView):
    @blp.response(200, KindOut(many=True), example=[examples.EVALUATOR_KIND])
    def get(self) -> Any:
        """List the kinds there are, what they mean and how they are configured"""
        return make_response(evaluators.kinds(g.caller))


@blp.route("/try")
class Try(MethodView):
    @blp.arguments(TryIn, example=examples.TRY_IN)
    @blp.response(200, VerdictOut, example=examples.VERDICT)
    def post(self, body: dict[str, Any]) -> Any:
        """Say what an evaluator would say of an output; nothing is saved"""
        return evaluators.try_out(g.caller, **body)


@blp.route("/<uuid:evaluator_id>")
class EvaluatorById(MethodView):
    @blp.response(200, EvaluatorDetailOut, example=examples.EVALUATOR_DETAIL, headers=headers.ETAG)
    def get(self, evaluator_id: UUID) -> Any:
        """Read an evaluator with its versions"""
        return shown(evaluators.get_evaluator(g.caller, evaluator_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(EvaluatorPatchIn, required=False, example={"description": "Of the last line"})
    @blp.response(200, EvaluatorDetailOut, example=examples.EVALUATOR_DETAIL, headers=headers.ETAG)
    @blp.alt_response(409, description="The name is taken")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], evaluator_id: UUID) -> Any:
        """Rename or describe an evaluator, archive it or bring it back"""
        with transaction():
            asked = {"if_match": states_in_if_match(), **body}
            return shown(evaluators.update_evaluator(g.caller, evaluator_id, **asked))


@blp.route("/<uuid:evaluator_id>/versions")
class Versions(MethodView):
    @blp.arguments(EvaluatorVersionIn, example={"config": {"ignore_case": True}})
    @blp.response(201, EvaluatorVersionOut, example=examples.EVALUATOR_VERSION)
    @blp.alt_response(
        200,
        schema=EvaluatorVersionOut,
        example=examples.EVALUATOR_VERSION,
        description="The newest has this configuration already",
    )
    @blp.alt_response(409, description="The evaluator is archived")
    def post(self, body: dict[str, Any], evaluator_id: UUID) -> Any:
        """Add a version"""
        with transaction():
            version, is_new = evaluators.add_version(g.caller, evaluator_id, **body)
            put_authors([version])
            return make_response(EvaluatorVersionOut().dump(version), 201 if is_new else 200)


def shown(evaluator: Evaluator, status: int = 200, **told: str) -> Any:
    etag = state_etag(evaluators.etag_of(evaluator))
    versions = evaluators.versions_of(evaluator)
    put_authors([evaluator])
    body = EvaluatorOut().dump(evaluator)
    body["versions"] = EvaluatorVersionOut(many=True).dump(versions)
    return make_response(body, status, {"ETag": f'"{etag}"', **told})
