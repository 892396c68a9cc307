"""Configurations of scores, which are scales here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, jsonify
from marshmallow import Schema, fields, validate

from app.api.langfuse.blueprint import PagedArgs, at, blp, offset_of, paged, sent, takes
from app.api.langfuse.scores import TYPES
from app.db import transaction
from app.models import Scale
from app.models.scores import SCALE_TYPES
from app.schemas.base import Truth
from app.schemas.scores import Number
from app.services import scales

WORDS = {TYPES[type_]: type_ for type_ in SCALE_TYPES}


class CategoryIn(Schema):
    label = fields.String(required=True)
    value = Number(required=True)


class ConfigPatchIn(Schema):
    name = fields.String()
    minimum = Number(data_key="minValue", allow_none=True)
    maximum = Number(data_key="maxValue", allow_none=True)
    categories = fields.List(fields.Nested(CategoryIn(unknown="exclude")), allow_none=True)
    description = fields.String(allow_none=True)
    archived = Truth(data_key="isArchived", allow_none=True)


class ConfigIn(ConfigPatchIn):
    class Meta:
        exclude = ("archived",)

    name = fields.String(required=True)
    type = fields.String(data_key="dataType", required=True, validate=validate.OneOf(WORDS))


@blp.get("/score-configs")
@takes(PagedArgs)
def score_configs(args: dict[str, Any]) -> Any:
    page = scales.list_scales(g.caller, archived=None, limit=args["limit"], offset=offset_of(args))
    return jsonify(paged([shown(scale) for scale in page.rows], page.total or 0, args))


@blp.post("/score-configs")
def create_score_config() -> Any:
    body = sent(ConfigIn)
    body["type"] = WORDS[body["type"]]
    if body["type"] != "categorical":
        # Langfuse names the two of a boolean; they are always true and false here.
        body.pop("categories", None)
    with transaction():
        return jsonify(shown(scales.create_scale(g.caller, **body)))


@blp.get("/score-configs/<uuid:scale_id>")
def score_config(scale_id: UUID) -> Any:
    return jsonify(shown(scales.get_scale(g.caller, scale_id)))


@blp.patch("/score-configs/<uuid:scale_id>")
def update_score_config(scale_id: UUID) -> Any:
    body = sent(ConfigPatchIn)
    with transaction():
        return jsonify(shown(scales.update_scale(g.caller, scale_id, **body)))


def shown(scale: Scale) -> dict[str, Any]:
    return {
        "id": str(scale.id),
        "projectId": str(scale.project_id),
        "name": scale.name,
        "dataType": TYPES[scale.type],
        "isArchived": scale.archived_at is not None,
        "minValue": scale.minimum,
        "maxValue": scale.maximum,
        "categories": scale.categories,
        "description": scale.description,
        "createdAt": at(scale.created_at),
        "updatedAt": at(scale.updated_at),
    }
