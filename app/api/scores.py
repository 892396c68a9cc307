"""REST: judgements of runs, traces, spans, sessions and results of experiments."""

from __future__ import annotations

import dataclasses
from typing import Any
from urllib.parse import quote

from flask import g, make_response, request
from flask.views import MethodView
from marshmallow import RAISE

from app.api import headers
from app.api.answers import next_link
from app.api.blueprint import Blueprint
from app.db import transaction
from app.models import Score
from app.schemas import examples
from app.schemas.scores import ScoreIn, ScoreOut, ScoresArgs, ScoresIn
from app.services import scores
from app.services.scores import Given, ScoreFilter, Target

blp = Blueprint(
    "scores", __name__, url_prefix="/api/scores", description="Judgements of what was done"
)

ONE_OR_MANY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "anyOf": [
                    ScoreIn,
                    {"type": "array", "items": ScoreIn, "minItems": 1, "maxItems": 100},
                ]
            },
            "example": examples.SCORE_IN,
        }
    },
}
ANSWERED = {"anyOf": [ScoreOut, {"type": "array", "items": ScoreOut}]}
NAMED = {
    "in": "path",
    "name": "score_id",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
    "example": examples.SCORE["id"],
}


@blp.route("")
class Scores(MethodView):
    @blp.arguments(ScoresArgs, location="query")
    @blp.response(200, ScoreOut(many=True), example=[examples.SCORE], headers=headers.LINK)
    def get(self, args: dict[str, Any]) -> Any:
        """List scores, newest first"""
        paging = {name: args.pop(name, None) for name in ("limit", "cursor")}
        page = scores.list_scores(g.caller, ScoreFilter(**args), **paging)
        told = {}
        if page.next is not None:
            kept = [(k, v) for k, v in request.args.items(multi=True) if k != "cursor"]
            told["Link"] = next_link(request.path, [*kept, ("cursor", str(page.next))])
        return make_response(ScoreOut(many=True).dump(page.rows), told)

    @blp.doc(requestBody=ONE_OR_MANY)
    @blp.ARGUMENTS_PARSER.use_args(ScoresIn, location="json", unknown=RAISE)
    @blp.response(201, ANSWERED, example=examples.SCORE, headers=headers.LOCATION)
    def post(self, body: list[dict[str, Any]]) -> Any:
        """Give one score, or an array of up to a hundred: all of them or none"""
        with transaction():
            given = scores.give_scores(g.caller, [given_in(one) for one in body])
            if isinstance(request.get_json(), list):
                return make_response(ScoreOut(many=True).dump(given), 201)
            return make_response(ScoreOut().dump(given[0]), 201, {"Location": place_of(given[0])})


def given_in(body: dict[str, Any]) -> Given:
    target = Target(
        **{field.name: body.pop(field.name, None) for field in dataclasses.fields(Target)}
    )
    return Given(target=target, **body)


def place_of(score: Score) -> str:
    return f"/api/scores/{quote(score.id, safe='')}"


@blp.route("/<path:score_id>", parameters=[NAMED])
class ScoreById(MethodView):
    @blp.response(200, ScoreOut, example=examples.SCORE)
    def get(self, score_id: str) -> Any:
        """Read a score; of several targets that carry the id, the newest"""
        return scores.get_score(g.caller, score_id)

    @blp.response(204, description="It is gone")
    def delete(self, score_id: str) -> None:
        """Take a score back; what somebody else gave needs the right `admin`"""
        with transaction():
            scores.remove_score(g.caller, score_id)
