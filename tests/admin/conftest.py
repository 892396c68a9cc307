"""An operator signed in to the panel, and what the panel's pages are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.db import db, transaction
from app.models import User
from app.services.access import people, sessions
from tests.databases import SECRET
from tests.factories.access import the_system

ORIGIN = "http://localhost:3000"


@dataclass
class Panel:
    """The panel as somebody sees it who is signed in."""

    client: FlaskClient
    person: User
    token: str

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/admin{path}", query_string=query)

    def post(self, path: str, data: dict[str, Any], **query: Any) -> TestResponse:
        """As a form of a page of ours sends it."""
        csrf = sessions.csrf_token(self.token, SECRET)
        return self.client.post(
            f"/admin{path}",
            query_string=query,
            data={"csrf_token": csrf, **data},
            headers={"Origin": ORIGIN},
        )

    def edit(self, noun: str, id_: Any, fields: dict[str, Any], **more: Any) -> TestResponse:
        """Open a row's form, and send these fields as of the state that it shows."""
        shown = self.get(f"/{noun}/edit/", id=str(id_)).text
        etag = attribute(shown[shown.index('name="etag"') :], "value")
        return self.post(f"/{noun}/edit/", {"etag": etag, **fields, **more}, id=str(id_))

    def act(self, noun: str, action: str, ids: list[Any], **more: Any) -> TestResponse:
        """Look at the page before an action, then send its form as it stands."""
        asked = {"do": action, "id": [str(id_) for id_ in ids], **more.pop("query", {})}
        shown = self.get(f"/{noun}/action/", **asked)
        assert shown.status_code == 200, shown.text
        return self.post(f"/{noun}/action/", {**fields_of(shown), **more})


def fields_of(response: TestResponse) -> dict[str, Any]:
    """What the form that is posted would send if nobody touched it."""
    form = re.search(r'<form method="post".*?data-confirm.*?</form>', response.text, re.S)
    assert form, text_of(response)
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form[0]):
        name, value = attribute(tag, "name"), attribute(tag, "value")
        if re.search('type="(radio|checkbox)"', tag) and " checked" not in tag:
            continue
        if name != "csrf_token":
            fields.setdefault(name, []).append(value)
    return fields


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def text_of(response: TestResponse) -> str:
    """The page's words, as they are read."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.text, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def make_panel(app: Flask, name: str = "olga", *, operator: bool = True) -> Panel:
    """As if they had looked around already, so that looking leaves no event."""
    with transaction():
        person = people.create_person(
            the_system(), email=f"{name}@example.com", name=name.title(), is_operator=operator
        )
        token = sessions.open_session(the_system(), person)
        sessions.note_reading_across(the_system(), sessions.authenticate_session(token)[0])
    client = app.test_client()
    client.set_cookie("promptside_session", token)
    return Panel(client, person, token)


@pytest.fixture
def panel(app: Flask) -> Panel:
    return make_panel(app)


def make_job(status: str = "todo", scheduled_at: datetime | None = None) -> int:
    """A job in the queue, whose triggers expect its schema on the path; its number."""
    with transaction():
        db.session.execute(text("SET LOCAL search_path TO public, jobs"))
        number = db.session.scalar(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
                " VALUES ('default', 'a.job', CAST(:status AS procrastinate_job_status), :at)"
                " RETURNING id"
            ),
            {"status": status, "at": scheduled_at},
        )
        db.session.execute(text("SET LOCAL search_path TO DEFAULT"))
    return int(number)
