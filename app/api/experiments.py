"""REST: experiments, asked for and handed in, read and exported."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import g, make_response, request
from flask.views import MethodView
from marshmallow import RAISE

from app.api import headers
from app.api.answers import next_link, paging_headers
from app.api.blueprint import Blueprint
from app.api.once import carried_out_once
from app.db import db, transaction
from app.errors import invalid
from app.models import Experiment
from app.schemas import examples
from app.schemas.experiments import (
    OUTPUT_LINE,
    ExperimentIn,
    ExperimentOut,
    ExperimentsArgs,
    ExportArgs,
    ListedExperimentOut,
    RecordedArgs,
    RecordedIn,
    ResultOut,
    ResultsArgs,
)
from app.services import experiments
from app.services.experiments import Outputs
from app.services.experiments.exporting import MIMETYPES
from app.web.attachments import attachment
from app.web.handing_over import hand_over_experiment
from app.web.uploads import pieces

blp = Blueprint(
    "experiments",
    __name__,
    url_prefix="/api/experiments",
    description="What prompts did with the items of datasets, and how it was judged",
)

NDJSON = MIMETYPES["jsonl"]
ONE_OR_GROUP = {"anyOf": [ExperimentOut, {"type": "array", "items": ExperimentOut}]}
HANDED_IN = {
    "required": True,
    "description": "All of it as JSON, or outputs as JSON Lines and the rest in the query.",
    "content": {
        "application/json": {"schema": RecordedIn, "example": examples.RECORDED_IN},
        NDJSON: {
            "schema": {"type": "string", "description": OUTPUT_LINE},
            "example": examples.OUTPUT_LINES,
        },
    },
}


def contents_of(description: str) -> dict[str, Any]:
    """The answer of an export, as OpenAPI has it."""
    some: dict[str, Any] = {"schema": {"type": "string"}, "example": ""}
    return {"description": description, "content": dict.fromkeys(MIMETYPES.values(), some)}


FILE = contents_of("All results, in the order of the items; of a summary (`md`) the first 500.")


@blp.route("")
class Experiments(MethodView):
    @blp.arguments(ExperimentsArgs, location="query")
    @blp.response(
        200,
        ListedExperimentOut(many=True),
        example=[examples.LISTED_EXPERIMENT],
        headers=headers.PAGING,
    )
    def get(self, args: dict[str, Any]) -> Any:
        """List experiments, newest first"""
        page = experiments.list_experiments(g.caller, **args)
        return make_response(ListedExperimentOut(many=True).dump(page.rows), paging_headers(page))

    @blp.doc(**headers.IDEMPOTENCY_KEY)
    @blp.arguments(ExperimentIn, example=examples.EXPERIMENT_IN)
    @blp.response(201, ONE_OR_GROUP, example=examples.EXPERIMENT, headers=headers.LOCATION)
    @blp.alt_response(
        404, description="No dataset, prompt, version, evaluator or connection of that name"
    )
    @blp.alt_response(409, description="The dataset has no items, or the prompt no such label")
    def post(self, body: dict[str, Any]) -> Any:
        """Ask for an experiment; of several prompts for a group of them, as an array"""
        return create(body)


@carried_out_once
def create(body: dict[str, Any]) -> Any:
    with transaction():
        made = [
            experiments.show(g.caller, one)
            for one in experiments.create_experiments(g.caller, **body)
        ]
        for one in made:
            hand_over_experiment(one)
        shown = ExperimentOut(many=True).dump(made)
        if len(made) > 1:
            return shown, 201, {"Location": f"/api/experiments?group_id={made[0].group_id}"}
        return shown[0], 201, {"Location": place_of(made[0])}


@blp.route("/recorded")
class Recorded(MethodView):
    @blp.doc(requestBody=HANDED_IN)
    @blp.arguments(RecordedArgs, location="query")
    @blp.response(201, ExperimentOut, example=examples.EXPERIMENT, headers=headers.LOCATION)
    @blp.alt_response(404, description="No dataset, prompt, version or evaluator of that name")
    @blp.alt_response(409, description="The dataset has no items, or the prompt no such label")
    @blp.alt_response(411, description="Lines without a `Content-Length`")
    @blp.alt_response(415, description=f"Neither JSON nor `{NDJSON}`")
    def post(self, args: dict[str, Any]) -> Any:
        """Hand in outputs that there are already, to be scored"""
        told, outputs = streamed(args) if request.mimetype == NDJSON else sent_at_once(args)
        with transaction():
            made = experiments.score_outputs(g.caller, outputs, **told)
            hand_over_experiment(made)
            shown = ExperimentOut().dump(experiments.show(g.caller, made))
        return make_response(shown, 201, {"Location": place_of(made)})


def streamed(args: dict[str, Any]) -> tuple[dict[str, Any], Outputs]:
    if "dataset" not in args:
        raise invalid("dataset", "Say of which dataset the keys are.", "query")
    pointers = [name for name in ("label", "version") if name in args]
    if len(pointers) == 2 or (pointers and "prompt_name" not in args):
        raise invalid(pointers[0], "One of `label` and `version`, with `prompt_name`.", "query")
    request.max_content_length = sys.maxsize
    about = {name: args.pop(name, None) for name in ("dataset", "dataset_version")}
    outputs = experiments.read_outputs(g.caller, lines_of_request(pieces(whole=True)), **about)
    return {"evaluators": [], **args}, outputs


def lines_of_request(sent: Iterator[bytes]) -> Iterator[tuple[int, Any]]:
    # The transaction that read the items must not wait for what a slow client sends.
    db.session.rollback()
    yield from experiments.read_lines(sent)


def sent_at_once(args: dict[str, Any]) -> tuple[dict[str, Any], Outputs]:
    if args:
        raise invalid(next(iter(args)), "With JSON it stands in the body.", "query")
    body = blp.ARGUMENTS_PARSER.parse(RecordedIn(), request, location="json", unknown=RAISE)
    about = {name: body.pop(name, None) for name in ("dataset", "dataset_version")}
    sent = experiments.numbered(body.pop("outputs"))
    return body, experiments.read_outputs(g.caller, sent, **about)


@blp.route("/<uuid:experiment_id>")
class ExperimentById(MethodView):
    @blp.response(200, ExperimentOut, example=examples.EXPERIMENT)
    def get(self, experiment_id: UUID) -> Any:
        """Read an experiment: how far it is, and what it comes to"""
        return experiments.get_experiment(g.caller, experiment_id)

    @blp.response(204, description="It is gone, with its results; its runs stay")
    def delete(self, experiment_id: UUID) -> None:
        """Delete an experiment; what somebody else made needs the right `admin`"""
        with transaction():
            experiments.delete_experiment(g.caller, experiment_id)


@blp.route("/<uuid:experiment_id>/cancel")
class Cancel(MethodView):
    @blp.response(200, ExperimentOut, example=examples.CANCELLED_EXPERIMENT)
    @blp.alt_response(409, description="It is over")
    def post(self, experiment_id: UUID) -> Any:
        """Cancel an experiment; calls that are being made are hung up within a second"""
        with transaction():
            return experiments.cancel_experiment(g.caller, experiment_id)


@blp.route("/<uuid:experiment_id>/results")
class Results(MethodView):
    @blp.arguments(ResultsArgs, location="query")
    @blp.response(200, ResultOut(many=True), example=[examples.RESULT], headers=headers.LINK)
    def get(self, args: dict[str, Any], experiment_id: UUID) -> Any:
        """List results with their scores, in the order of the items"""
        page = experiments.list_results(g.caller, experiment_id, **args)
        told = {}
        if page.next is not None:
            kept = [(k, v) for k, v in request.args.items(multi=True) if k != "cursor"]
            told["Link"] = next_link(request.path, [*kept, ("cursor", str(page.next))])
        return make_response(ResultOut(many=True).dump(page.rows), told)


@blp.route("/<uuid:experiment_id>/export")
class Export(MethodView):
    @blp.arguments(ExportArgs, location="query")
    @blp.doc(responses={200: FILE})
    def get(self, args: dict[str, str], experiment_id: UUID) -> Any:
        """Export an experiment as a table, lines of JSON, or a summary in Markdown"""
        kind = args["format"]
        experiment, file = experiments.spooled(g.caller, experiment_id, kind)
        return attachment(file, MIMETYPES[kind], f"experiment-{experiment.id}.{kind}")


def place_of(experiment: Experiment) -> str:
    return f"/api/experiments/{experiment.id}"
