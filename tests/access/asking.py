"""One question as one caller sends it, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Map
from werkzeug.test import TestResponse

from tests.access.cast import Who
from tests.access.table import Row


def status_of(response: TestResponse) -> str:
    return str(response.status_code)


@dataclass(frozen=True)
class Asked:
    """What makes a call valid. `ids` are those of the project's things that it names."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    json: Any = None
    form: dict[str, Any] | None = None
    data: bytes | None = None
    mimetype: str | None = None
    own: Callable[[Who], dict[str, Any]] | None = None
    """Parts of the path that are each caller's own."""
    says: Callable[[TestResponse], str] = status_of

    @property
    def ids(self) -> list[Any]:
        return [value for value in self.path.values() if isinstance(value, UUID | str)]


def ask(app: Flask, row: Row, asked: Asked, who: Who) -> TestResponse:
    path = asked.path | (asked.own(who) if asked.own else {})
    form = asked.form
    if form is not None and who.csrf:
        form = {"csrf_token": who.csrf, **form}
    response = who.client(app).open(
        url_for(app.url_map, row.route, path),
        method=row.method,
        query_string=asked.query,
        headers=who.headers,
        json=asked.json,
        data=form if form is not None else asked.data,
        content_type=asked.mimetype,
    )
    response.get_data()
    return response


def url_for(urls: Map, route: str, path: dict[str, Any]) -> str:
    rule = next(rule for rule in urls.iter_rules() if rule.rule == route)
    return urls.bind("localhost").build(rule.endpoint, path, method=method_of(rule))


def method_of(rule: Any) -> str:
    return min(rule.methods - {"HEAD", "OPTIONS"})
