"""The number of SQL statements of a view does not grow with what it shows."""

import pytest

from app.db import transaction
from app.services import releases
from app.services.access import sessions
from tests.admin.conftest import make_panel
from tests.factories.access import make_key, make_person, make_project, the_system
from tests.factories.prompts import make_prompt
from tests.statements import statements

MOST = {"/": 30, "/find/": 20}
VIEWS = [
    "/",
    "/prompts/",
    "/versions/",
    "/releases/",
    "/people/",
    "/sessions/",
    "/keys/",
    "/projects/",
    "/audit/",
    "/jobs/",
    "/transfer/",
    "/find/?q=p",
    "/prompts/?q=prompt&state=current&tag=a&when=7d",
    "/prompts/export/csv/",
    "/audit/export/json/",
    "/prompts/details/?id={id}",
    "/prompts/details/?id={id}&tab=versions",
    "/prompts/details/?id={id}&tab=versions&version=1",
    "/prompts/details/?id={id}&tab=compare",
    "/prompts/details/?id={id}&tab=releases",
    "/prompts/details/?id={id}&tab=history",
    "/prompts/details/?id={id}&tab=json",
    "/prompts/version/?id={id}",
    "/prompts/new/",
    "/people/details/?id={person}",
]


def test_it_is_constant(app):
    panel = make_panel(app)
    prompt, person = make_prompt("prompt", versions=3), make_person("ada", password=None)
    counted = []
    for many in (2, 12):
        grow(prompt, person, many)
        counted.append({view: count(panel, view, prompt, person) for view in VIEWS})

    assert counted[0] == counted[1]
    assert {v: n for v, n in counted[0].items() if n > MOST.get(v.partition("?")[0], 12)} == {}


def grow(prompt, person, many):
    """More of everything."""
    other = make_project(f"other-{many}")
    for number in range(many):
        one = make_prompt(f"p{many}-{number}", versions=3, tags=["a"], caller=other)
        make_key(f"k{many}-{number}")
        with transaction():
            releases.activate(other, one.id, 2)
            releases.activate(the_system(), prompt.id, 2 - number % 2)
            sessions.open_session(the_system(), person)


def count(panel, view, prompt, person):
    path = view.format(id=prompt.id, person=person.id)
    with statements() as seen:
        r = panel.client.get(f"/admin{path}")
        assert r.data
    assert r.status_code == 200, view
    return len(seen)


@pytest.mark.parametrize("action", ["activate", "roll_back", "tag", "archive", "delete"])
def test_the_page_before_an_action_is_constant(app, action):
    panel = make_panel(app)
    counted = []
    for many in (2, 12):
        ids = [str(make_prompt(f"{action}{many}-{n}", versions=2).id) for n in range(many)]
        with statements() as seen:
            panel.get("/prompts/action/", do=action, id=ids)
        counted.append(len(seen))

    assert counted[0] == counted[1]
