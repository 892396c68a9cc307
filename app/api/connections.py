"""REST: connections, a project's ways to reach models."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import stated
from app.api.blueprint import Blueprint, states_in_if_match
from app.db import transaction
from app.models import Connection
from app.schemas import examples
from app.schemas.connections import (
    ConnectionIn,
    ConnectionOut,
    ConnectionPatchIn,
    ConnectionTestIn,
    ConnectionTestOut,
)
from app.services import connections
from app.services.access.names import put_authors
from app.web.settings import settings_of_app

blp = Blueprint(
    "connections",
    __name__,
    url_prefix="/api/connections",
    description="Ways to reach models: provider, address and key",
)


@blp.route("")
class Connections(MethodView):
    @blp.response(200, ConnectionOut(many=True), example=[examples.CONNECTION])
    def get(self) -> Any:
        """List the project's connections, the built-in one first"""
        found = connections.list_connections(g.caller)
        put_authors(found)
        return found

    @blp.arguments(ConnectionIn, example=examples.CONNECTION_IN)
    @blp.response(201, ConnectionOut, example=examples.CONNECTION, headers=headers.CREATED)
    @blp.alt_response(409, description="The name is taken, or there are a hundred")
    def post(self, body: dict[str, Any]) -> Any:
        """Make a connection"""
        with transaction():
            made = connections.create_connection(g.caller, settings_of_app(), **body)
            return shown(made, 201, Location=f"/api/connections/{made.id}")


@blp.route("/<uuid:connection_id>")
class OneConnection(MethodView):
    @blp.response(200, ConnectionOut, example=examples.CONNECTION, headers=headers.ETAG)
    def get(self, connection_id: UUID) -> Any:
        """Show a connection, without its key"""
        return shown(connections.get_connection(g.caller, connection_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(ConnectionPatchIn, required=False, example=examples.CONNECTION_PATCH_IN)
    @blp.response(200, ConnectionOut, example=examples.CONNECTION, headers=headers.ETAG)
    @blp.alt_response(409, description="The name is taken, or it is the built-in one")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], connection_id: UUID) -> Any:
        """Change a connection, or make it the default"""
        with transaction():
            changed = connections.update_connection(
                g.caller, settings_of_app(), connection_id, if_match=states_in_if_match(), **body
            )
            return shown(changed)

    @blp.doc(**headers.IF_MATCH)
    @blp.response(204, description="It is gone, with its key")
    @blp.alt_response(409, description="It is the built-in one")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, connection_id: UUID) -> Any:
        """Delete a connection and its key"""
        with transaction():
            connections.delete_connection(g.caller, connection_id, if_match=states_in_if_match())
        return make_response("", 204)


@blp.route("/<uuid:connection_id>/test")
class ConnectionTest(MethodView):
    @blp.arguments(ConnectionTestIn, required=False, example={"model": "gpt-5-mini"})
    @blp.response(200, ConnectionTestOut, example=examples.CONNECTION_TEST)
    @blp.alt_response(409, description="Its key cannot be decrypted")
    def post(self, body: dict[str, Any], connection_id: UUID) -> Any:
        """Make a short call, of ten seconds at most"""
        with transaction():
            trial = connections.prepare_trial(g.caller, settings_of_app(), connection_id, **body)
        return connections.carry_out(trial)


def shown(connection: Connection, status: int = 200, **told: str) -> Any:
    return stated(ConnectionOut(), connection, connections.etag_of(connection), status, **told)
