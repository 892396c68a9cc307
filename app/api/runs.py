"""REST: runs, asked for and reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, make_response, request, stream_with_context
from flask.views import MethodView
from sqlalchemy.exc import SQLAlchemyError

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.api.once import carried_out_once
from app.db import db, transaction
from app.errors import DomainError
from app.models import Run
from app.schemas import examples
from app.schemas.runs import (
    ListedRunOut,
    RunEventOut,
    RunIn,
    RunOut,
    RunsArgs,
    StreamArgs,
    WaitArgs,
)
from app.services import runs
from app.services.runs import Delta, End, Quiet
from app.web.handing_over import hand_over_run
from app.web.slots import LONGEST_S, slot_for, slots

blp = Blueprint("runs", __name__, url_prefix="/api/runs", description="Executions of prompts")

EVENTS = "text/event-stream"


@blp.route("")
class Runs(MethodView):
    @blp.arguments(RunsArgs, location="query")
    @blp.response(
        200, ListedRunOut(many=True), example=[examples.LISTED_RUN], headers=headers.PAGING
    )
    def get(self, args: dict[str, Any]) -> Any:
        """List runs, newest first"""
        page = runs.list_runs(g.caller, **args)
        return make_response(ListedRunOut(many=True).dump(page.rows), paging_headers(page))

    @blp.doc(**headers.IDEMPOTENCY_KEY)
    @blp.arguments(WaitArgs, location="query")
    @blp.arguments(RunIn, example=examples.RUN_IN)
    @blp.response(201, RunOut, example=examples.RUN, headers=headers.LOCATION)
    @blp.alt_response(404, description="No prompt, version or connection of that name")
    @blp.alt_response(503, description="The database is away, or too many requests wait here")
    def post(self, args: dict[str, int], body: dict[str, Any]) -> Any:
        """Run a version or a draft, or record a run that happened elsewhere"""
        with slot_for(args["wait"]):
            made = create(body)
            return over(made, args["wait"]) if args["wait"] else made


@carried_out_once
def create(body: dict[str, Any]) -> Any:
    with transaction():
        make = runs.record_run if "status" in body else runs.create_run
        run = make(g.caller, **body)
        hand_over_run(run)
        return RunOut().dump(run), 201, {"Location": f"/api/runs/{run.id}"}


def over(made: Response, seconds: int) -> Response:
    """The answer to a run's creation, saying how the run ended if it does in time."""
    run_id = UUID(made.headers["Location"].rpartition("/")[2])
    run = runs.awaited(g.caller, run_id, seconds)
    made.set_data(current_app.json.dumps(RunOut().dump(run)))
    return made


@blp.route("/<uuid:run_id>")
class RunById(MethodView):
    @blp.arguments(WaitArgs, location="query")
    @blp.response(200, RunOut, example=examples.RUN)
    @blp.alt_response(503, description="The database is away, or too many requests wait here")
    def get(self, args: dict[str, int], run_id: UUID) -> Any:
        """Read a run, if asked for as soon as it is over"""
        with slot_for(args["wait"]):
            return runs.wait_for_end(g.caller, run_id, args["wait"])


@blp.route("/<uuid:run_id>/cancel")
class Cancel(MethodView):
    @blp.response(200, RunOut, example=examples.CANCELLED_RUN)
    @blp.alt_response(409, description="It is over")
    def post(self, run_id: UUID) -> Any:
        """Cancel a run: at once if it waits, else within a second"""
        with transaction():
            return runs.cancel_run(g.caller, run_id)


@blp.route("/stream")
@blp.doc(**headers.LAST_EVENT_ID)
@blp.arguments(StreamArgs, location="query")
@blp.response(
    200,
    RunEventOut,
    content_type=EVENTS,
    description=headers.RUN_EVENTS,
    example=examples.RUN_EVENT,
)
@blp.alt_response(404, description="No run is in that group")
@blp.alt_response(503, description="The database is away, or too many requests wait here")
def stream(args: dict[str, UUID]) -> Any:
    """Follow the runs of a group, for 55 seconds at most"""
    give_back = slots().take()
    try:
        after = request.headers.get("Last-Event-ID", "")
        news = runs.follow_group(g.caller, args["group_id"], LONGEST_S, after)
    except BaseException:
        give_back()
        raise
    response = Response(stream_with_context(written(news, give_back)), content_type=EVENTS)
    response.headers["X-Accel-Buffering"] = "no"
    # Also if nobody ever reads it.
    response.call_on_close(give_back)
    return response


def written(news: Iterator[Any], at_end: Callable[[], None]) -> Iterator[str]:
    """As events of a stream. If the database goes away it ends there; who asks again goes on."""
    try:
        for one, position in news:
            yield event(one, position)
    except (SQLAlchemyError, DomainError) as error:
        current_app.logger.warning("a stream of runs broke off: %s", type(error).__name__)
    finally:
        db.session.rollback()
        at_end()


def event(one: Any, position: str) -> str:
    match one:
        case Quiet():
            return ": waiting\n\n"
        case Run():
            name, data = "run", RunOut().dump(one)
        case Delta(run_id, text):
            name, data = "delta", {"run_id": run_id, "text": text}
        case End(is_over):
            name, data = "end", {"over": is_over}
    return f"id: {position}\nevent: {name}\ndata: {current_app.json.dumps(data)}\n\n"
