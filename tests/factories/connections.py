"""Connections, made by the services."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from flask import current_app

from app.allow_list import AllowList
from app.db import transaction
from app.models import Connection
from app.services import connections
from app.services.policy import Caller
from app.settings import Settings
from tests.factories.access import the_system

KEY = "sk-tests-0123456789-wxyz"
numbers = count(1)


def make_connection(
    name: str | None = None, caller: Caller | None = None, **fields: Any
) -> Connection:
    """To OpenAI's own address, with a key."""
    fields = {"provider": "openai", "api_key": KEY, **fields}
    settings = fields.pop("settings", None) or settings_here()
    with transaction():
        return connections.create_connection(
            caller or the_system(),
            settings,
            name=f"connection-{next(numbers)}" if name is None else name,
            **fields,
        )


def named(name: str | None, caller: Caller | None = None) -> Connection:
    """The connection of that name; without one the default."""
    return connections.endpoint_of(caller or the_system(), settings_here(), name)[2]


def settings_here(**changed: Any) -> Settings:
    """Those of the application, with loopback open for servers of the test."""
    settings: Settings = current_app.extensions["settings"]
    return replace(settings, **{"outbound_allowed": AllowList.parse("127.0.0.1"), **changed})
