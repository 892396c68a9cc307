"""Observations: by page as SDKs up to version 4 ask for them, by cursor as version 5 does."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify
from marshmallow import Schema, fields, validate

from app.api.langfuse import shapes
from app.api.langfuse.blueprint import PagedArgs, blp, offset_of, takes, texts
from app.models.traces import LEVELS, SPAN_KINDS
from app.schemas.base import Digits, Switch, Timestamp
from app.services.langfuse import observations
from app.services.langfuse.ids import span_id_of, trace_id_of
from app.services.langfuse.observations import ObservationFilter

LARGE = {"io": ("input", "output"), "metadata": ("metadata",)}
"""Groups of fields that are told only if they are asked for."""


class FilterArgs(Schema):
    trace_id = fields.String(data_key="traceId")
    parent_id = fields.String(data_key="parentObservationId")
    name = fields.String()
    user_id = fields.String(data_key="userId")
    kind = fields.String(
        data_key="type", validate=validate.OneOf([kind.upper() for kind in SPAN_KINDS])
    )
    level = fields.String(validate=validate.OneOf([level.upper() for level in LEVELS]))
    environments = texts(40, data_key="environment")
    since = Timestamp(data_key="fromStartTime")
    until = Timestamp(data_key="toStartTime")


class OlderArgs(PagedArgs, FilterArgs):
    page = Digits(load_default=1, most=100)
    prompt_name = fields.String(data_key="promptName")
    prompt_version = Digits(data_key="promptVersion")


class NewerArgs(FilterArgs):
    limit = Digits(load_default=50, most=1_000)
    cursor = fields.String()
    session_id = fields.String(data_key="sessionId")
    is_root = Switch(data_key="isRootObservation")
    groups = fields.String(data_key="fields", load_default="core,basic")
    expand_metadata = fields.String(data_key="expandMetadata")
    parse_io_as_json = Switch(data_key="parseIoAsJson")


@blp.get("/v2/observations")
@takes(NewerArgs)
def observation_list(args: dict[str, Any]) -> Any:
    rows, place = observations.list_observations(
        g.caller, filter_of(args), limit=args["limit"], cursor=args.get("cursor") or None
    )
    groups = {group.strip() for group in args["groups"].split(",")}
    left_out = {name for group, names in LARGE.items() if group not in groups for name in names}
    meta = {} if place is None else {"cursor": str(place)}
    return jsonify({"data": [chosen(row, left_out) for row in rows], "meta": meta})


@blp.get("/observations")
@takes(OlderArgs)
def observation_pages(args: dict[str, Any]) -> Any:
    rows, place = observations.list_observations(
        g.caller, filter_of(args), limit=args["limit"], offset=offset_of(args)
    )
    is_more = place is not None
    meta = {
        "page": args["page"],
        "limit": args["limit"],
        "totalItems": offset_of(args) + len(rows) + is_more,
        "totalPages": args["page"] + is_more,
    }
    return jsonify({"data": [shapes.observation(row) for row in rows], "meta": meta})


@blp.get("/observations/<path:observation_id>")
def observation(observation_id: str) -> Any:
    row = observations.find_observation(g.caller, span_id_of(observation_id))
    return jsonify(shapes.observation(row))


def filter_of(args: dict[str, Any]) -> ObservationFilter:
    trace_id, parent_id = args.get("trace_id"), args.get("parent_id")
    kind, level = args.get("kind"), args.get("level")
    names = ("name", "user_id", "session_id", "prompt_name", "prompt_version", "is_root")
    return ObservationFilter(
        trace_id=trace_id_of(trace_id) if trace_id else None,
        parent_span_id=span_id_of(parent_id) if parent_id else None,
        kind=kind.lower() if kind else None,
        level=level.lower() if level else None,
        environments=args.get("environments", ()),
        since=args.get("since"),
        until=args.get("until"),
        **{name: args.get(name) for name in names},
    )


def chosen(row: Any, left_out: set[str]) -> dict[str, Any]:
    shown = shapes.observation(row)
    return {name: value for name, value in shown.items() if name not in left_out}
