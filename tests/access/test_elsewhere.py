"""To those of another project, a project's things look exactly like things that are not there."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.access.asking import ask
from tests.access.cast import OUTSIDERS, undone
from tests.access.panel_recipes import RECIPES
from tests.access.recipes import SECRET_TEXT
from tests.access.table import expected

TABLE = expected()
NAMING = [row for row in TABLE if row.route.startswith("/api/") and "<" in row.route]
"""Routes that name a thing of the project. The panel shows nobody here anything at all."""

NOT_COMPARED = ("X-Request-Id", "Date", "Content-Length", "Content-Security-Policy")


def told(response, named):
    headers = {k: v for k, v in response.headers if k not in NOT_COMPARED}
    request_id = response.headers["X-Request-Id"]
    body = response.text.replace(request_id, "<request>")
    for name in named:
        body = body.replace(str(name), "<named>")
    return response.status_code, headers, body


def missing(asked):
    """The same question about something that is nowhere."""
    path = {
        name: uuid4() if isinstance(value, UUID) else "nothing" if isinstance(value, str) else value
        for name, value in asked.path.items()
    }
    return replace(asked, path=path)


@pytest.mark.parametrize("row", [row for row in NAMING if row.case != "own"], ids=str)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_what_is_anothers_is_answered_like_what_is_not_there(cast, row, outsider):
    who = cast.everybody[outsider]
    with undone(cast.app):
        asked = RECIPES[row](cast)
        nowhere = missing(asked)
        with undone(cast.app):
            theirs = told(ask(cast.app, row, asked, who), asked.ids)
        with undone(cast.app):
            nothing = told(ask(cast.app, row, nowhere, who), nowhere.ids)

    assert theirs == nothing
    assert theirs[0] in (403, 404)


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == "GET"], ids=str)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_nothing_of_the_project_is_in_any_answer(cast, row, outsider):
    who = cast.everybody[outsider]
    with undone(cast.app):
        asked = RECIPES[row](cast)
        answer = ask(cast.app, row, asked, who)

    assert SECRET_TEXT not in answer.text


def test_another_project_cannot_be_chosen(cast):
    who = cast.everybody["other person"]
    answers = [
        who.client(cast.app).get(
            "/api/prompts", headers={**who.headers, "X-Promptside-Project": wanted}
        )
        for wanted in ("default", "nothing")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert told(answers[0], ["default"]) == told(answers[1], ["nothing"])


def test_a_key_acts_in_its_own_project_whatever_it_names(cast):
    who = cast.everybody["other key"]

    answer = who.client(cast.app).get(
        "/api/me", headers={**who.headers, "X-Promptside-Project": "default"}
    )

    assert answer.json["project"]["slug"] == "other"
