"""REST: the project's API keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import paging_headers
from app.api.blueprint import Blueprint
from app.db import transaction
from app.models import ApiKey
from app.schemas import examples
from app.schemas.access import KeyIn, ListedKeyOut, NewKeyOut, RotateIn
from app.schemas.base import PageArgs
from app.services.access import keys
from app.services.access.names import put_authors

blp = Blueprint("keys", __name__, url_prefix="/api/keys", description="API keys")


@blp.route("")
class Keys(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, ListedKeyOut(many=True), example=[examples.KEY], headers=headers.LINK)
    def get(self, args: dict[str, Any]) -> Any:
        """List the project's keys, newest first, the revoked among them"""
        page = keys.list_keys(g.caller, **args)
        put_authors(page.rows)
        return make_response(ListedKeyOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(KeyIn, example=examples.KEY_IN)
    @blp.response(201, NewKeyOut, example=examples.NEW_KEY, headers=headers.LOCATION)
    def post(self, body: dict[str, Any]) -> Any:
        """Make a key for a program"""
        with transaction():
            return made(*keys.create_key(g.caller, **body))


@blp.route("/<uuid:key_id>")
class Key(MethodView):
    @blp.response(200, ListedKeyOut, example=examples.KEY)
    def get(self, key_id: UUID) -> Any:
        """Show what a key may do"""
        key = keys.get_key(g.caller, key_id)
        put_authors([key])
        return key

    @blp.response(204, description="Refused from the next request on")
    def delete(self, key_id: UUID) -> Any:
        """Revoke a key for good"""
        with transaction():
            keys.revoke_key(g.caller, key_id)
        return make_response("", 204)


@blp.route("/<uuid:key_id>/rotate")
class Rotate(MethodView):
    @blp.arguments(RotateIn, required=False, example={"overlap_hours": 24})
    @blp.response(201, NewKeyOut, example=examples.NEW_KEY, headers=headers.LOCATION)
    @blp.alt_response(409, description="It is revoked or expired")
    def post(self, body: dict[str, int], key_id: UUID) -> Any:
        """Make a key that may do the same; the old one ends after the overlap"""
        overlap = timedelta(hours=body["overlap_hours"])
        with transaction():
            return made(*keys.rotate_key(g.caller, key_id, overlap=overlap))


def made(key: ApiKey, token: str) -> Any:
    put_authors([key])
    answer = {**ListedKeyOut().dump(key), "key": token}
    return make_response(answer, 201, {"Location": f"/api/keys/{key.id}"})
