"""Connections in the panel: made, changed, tried, deleted; their keys on no page."""

import re

import pytest

from app.allow_list import AllowList
from app.services import connections
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.connections import KEY, make_connection, named, settings_here
from tests.outbound.servers import serving
from tests.providers.answers import PATH, hello, refusal


def make(panel, **fields):
    data = {"name": "main", "project": "default", "provider": "openai", "timeout_s": "60"}
    return panel.post("/connections/new/", {**data, **fields})


def edit(panel, row, **fields):
    data = {"name": row.name, "timeout_s": "60", "etag": connections.etag_of(row)}
    return panel.post("/connections/edit/", {**data, **fields}, id=str(row.id))


def key_of(name):
    return connections.endpoint_of(the_system(), settings_here(), name)[1].api_key


def test_a_connection_is_made_and_its_key_on_no_page(panel):
    r = make(panel, api_key=KEY, default_model="m", is_default="y")

    row = named("main")
    assert (r.status_code, row.is_default, row.base_url, key_of("main")) == (302, True, None, KEY)
    pages = [
        panel.get("/connections/"),
        panel.get("/connections/details/", id=str(row.id)),
        panel.get("/connections/edit/", id=str(row.id)),
        panel.get("/connections/export/csv/"),
    ]
    assert [page.status_code for page in pages] == [200] * 4
    assert KEY not in "".join(page.text for page in pages)
    assert "Key …wxyz" in text_of(pages[1])


def test_it_is_made_in_the_project_that_is_named(panel):
    there = make_project("other")

    make(panel, project="other")

    assert named("main", there).project_id == there.project_id


def test_what_is_refused_stays_on_the_form_but_for_the_key(panel):
    r = make(panel, name="mine", base_url="http://10.1.2.3/v1", api_key=KEY)

    assert r.status_code == 422
    assert "http://10.1.2.3/v1" in r.text
    assert "OUTBOUND_ALLOWED" in text_of(r)
    assert KEY not in r.text


def test_an_empty_key_stays_and_a_new_one_replaces_it(panel):
    row = make_connection("main")

    assert edit(panel, row, timeout_s="5").status_code == 302
    assert (named("main").timeout_s, key_of("main")) == (5, KEY)
    edit(panel, named("main"), api_key="sk-another-0123456789")
    assert key_of("main") == "sk-another-0123456789"
    edit(panel, named("main"), remove_key="y")
    assert key_of("main") is None


def test_a_new_address_asks_for_the_key_again(panel):
    row = make_connection("main")

    r = edit(panel, row, base_url="https://evil.example")

    assert r.status_code == 422
    assert "Write the key again" in text_of(r)


def test_what_somebody_else_changed_is_not_written_over(panel):
    row = make_connection("main")
    edit(panel, row, timeout_s="5")

    r = panel.post(
        "/connections/edit/",
        {"name": "main", "timeout_s": "9", "etag": f"{row.id.hex}-1"},
        id=str(row.id),
    )

    assert r.status_code == 422
    assert "changed meanwhile" in text_of(r)
    assert named("main").timeout_s == 5


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (hello(), "main answered after"),
        (refusal(b"401 Unauthorized", "No"), "check the connection's key"),
    ],
)
def test_the_button_says_whether_it_works(panel, app, monkeypatch, answer, said):
    settings = app.extensions["settings"]
    monkeypatch.setitem(settings.__dict__, "outbound_allowed", AllowList.parse("127.0.0.1"))
    with serving() as vendor:
        vendor.answers[PATH] = answer
        row = make_connection("main", base_url=f"http://{vendor.here}/v1", default_model="m")

        r = panel.post("/connections/test/", {"id": str(row.id)})

    assert r.status_code == 302
    assert said in text_of(panel.client.get(r.headers["Location"]))


def test_one_is_made_the_default_and_deleted(panel):
    row, old = make_connection("main"), make_connection("old", is_default=True)

    panel.act("connections", "make_default", [row.id])
    assert (named("main").is_default, named("old").is_default) == (True, False)
    r = panel.act("connections", "delete", [old.id], typed="old", reason="Unused")

    assert r.status_code == 302
    assert [one.name for one in connections.list_connections(the_system())] == ["echo", "main"]
    assert events("connection.deleted")[0].reason == "Unused"
    assert panel.get("/audit/").status_code == 200


def test_its_list_is_narrowed_by_words(panel):
    make_connection("main", default_model="small-1")
    make_connection("other", default_model="large-1")

    said = text_of(panel.get("/connections/", q="small"))

    assert "main" in said
    assert "large-1" not in said


def test_the_form_asks_in_an_order_that_makes_sense(panel):
    asked = re.findall(r'<label for="([a-z_]+)"', panel.get("/connections/new/").text)

    assert asked == [
        *("name", "project", "provider", "base_url", "api_key"),
        *("default_model", "timeout_s", "max_concurrency", "requests_per_minute"),
    ]


def test_a_time_limit_that_is_no_number_is_refused_at_its_field(panel):
    for wrong in ("", "soon", "0", "601"):
        r = make(panel, timeout_s=wrong)

        assert r.status_code == 422, wrong
