"""Writing prompts and versions by the panel's forms."""

import json

import pytest

from app.db import db, transaction
from app.models import Prompt
from app.services import prompts
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.prompts import make_prompt, save_version


def new(panel, **fields):
    data = {"name": "support/greet", "project": "default", "kind": "text", "content": "Hello"}
    return panel.post("/prompts/new/", {**data, "activate": "y", **fields})


def find(name):
    db.session.expire_all()
    return db.session.query(Prompt).filter_by(name=name).one_or_none()


def newest(prompt):
    return prompts.get_versions(the_system(), prompt, [prompt.latest_version])[0]


def test_it_makes_a_prompt(panel):
    r = new(panel, tags="Support, writing", description="Says hello", message="First")

    made = find("support/greet")
    assert r.headers["Location"].endswith(f"id={made.id}")
    assert (made.tags, made.description, made.active_version) == (
        ["support", "writing"],
        "Says hello",
        1,
    )
    assert newest(made).message == "First"
    assert [event.action for event in events()[-2:]] == ["prompt.created", "prompt.activated"]


def test_it_makes_a_chat_with_parameters_in_their_order(panel):
    messages = [
        {"role": "system", "content": "Hi {{ name }}"},
        {"type": "placeholder", "name": "h"},
    ]
    new(
        panel,
        kind="chat",
        content="",
        messages=json.dumps(messages, indent=2),
        parameters='{"b": 1, "a": {"z": 1, "y": 2}}',
        activate="",
    )

    version = newest(find("support/greet"))
    assert version.messages == messages
    assert json.dumps(version.parameters) == '{"b": 1, "a": {"z": 1, "y": 2}}'


def test_it_makes_it_in_the_project_chosen(panel):
    other = make_project("other")

    new(panel, project="other")

    assert find("support/greet").project_id == other.project_id


TEXTS = [
    "One line",
    "Two\nlines",
    "\n\nEmpty lines first and last\n\n",
    "Tabs\tand  spaces \n trailing ",
    "<textarea>&amp;</textarea> {{ name }} 'quoted' \"twice\"",
    "Ünïcödé \u2028 and \U0001f600 stay",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_text_by_panel_and_api_has_one_checksum(panel, client, text):
    new(panel, name="by-panel", content=text.replace("\n", "\r\n"))
    r = client.post("/api/prompts", json={"name": "by-api", "content": text})

    by_panel = newest(find("by-panel"))
    assert by_panel.content == text
    assert by_panel.checksum == r.json["latest_version"]["checksum"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_from_its_form_as_it_was(panel, text):
    prompt = make_prompt("greet", content=text)
    shown = panel.get("/prompts/version/", id=str(prompt.id))

    assert area(shown.text, "content") == text


def area(html, name):
    """As a browser reads it: the first line feed after the tag is not part of the text."""
    from html.parser import HTMLParser

    found = []

    class Reader(HTMLParser):
        inside = False

        def handle_starttag(self, tag, attrs):
            self.inside = tag == "textarea" and dict(attrs).get("name") == name

        def handle_endtag(self, tag):
            self.inside = False

        def handle_data(self, data):
            if self.inside:
                found.append(data)

    Reader().feed(html)
    text = "".join(found)
    assert text.startswith("\n")
    return text[1:]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "a//b"}, "single slashes"),
        ({"name": "x" * 201}, "Between 1 and 200"),
        ({"content": "a\0b"}, "NUL"),
        ({"parameters": '{"a": 1,\n "b": }'}, "line 2"),
        ({"parameters": '{"a": 1, "a": 2}'}, "stands twice"),
        ({"parameters": "NaN"}, "NaN is not JSON"),
        ({"parameters": "[1]"}, "object"),
        ({"kind": "chat", "messages": "{}"}, "list"),
        ({"kind": "chat", "messages": "[1]"}, "object"),
        ({"kind": "chat", "messages": ""}, "messages"),
        ({"kind": "poem"}, "Not a valid choice"),
        ({"project": "nowhere"}, "Not a valid choice"),
        ({"tags": "x" * 65}, "1 to 64 characters"),
        ({"message": "x" * 1001}, "At most 1,000"),
    ],
)
def test_a_refusal_stays_on_the_form_with_what_was_typed(panel, fields, said):
    r = new(panel, **{"description": "Typed & kept", **fields})

    assert r.status_code == 422
    assert "Nothing was saved." in text_of(r)
    assert said in text_of(r)
    assert "Typed &amp; kept" in r.text
    assert db.session.query(Prompt).count() == 0


def test_a_name_that_is_taken_is_refused_in_words(panel):
    make_prompt("support/greet")

    r = new(panel)

    assert r.status_code == 422
    assert "There is a prompt named 'support/greet' already" in text_of(r)


def version_form(panel, prompt, **fields):
    data = {"content": "New text", "parameters": "", "message": "Better"}
    latest = fields.pop("latest", prompt.latest_version)
    return panel.post(
        "/prompts/version/", {**data, "expected_latest": str(latest), **fields}, id=str(prompt.id)
    )


def test_it_saves_a_version(panel):
    prompt = make_prompt("greet")

    r = version_form(panel, prompt)

    assert r.status_code == 302
    assert (find("greet").latest_version, find("greet").active_version) == (2, 1)
    assert newest(find("greet")).content == "New text"
    assert events()[-1].action == "prompt.version_saved"


def test_it_serves_a_version_at_once_if_asked(panel):
    version_form(panel, make_prompt("greet"), activate="y")

    assert find("greet").active_version == 2


def test_two_authors_never_overwrite_each_other_unseen(panel):
    prompt = make_prompt("greet")
    save_version(prompt, "Somebody else was faster")

    r = version_form(panel, prompt, latest=1)

    assert r.status_code == 422
    assert "at version 2, not 1" in text_of(r)
    assert "New text" in r.text
    assert find("greet").latest_version == 2


def test_an_equal_text_is_no_new_version(panel):
    prompt = make_prompt("greet", content="Same")

    version_form(panel, prompt, content="Same")

    assert find("greet").latest_version == 1
    assert "Nothing was saved: this is v1" in text_of(panel.get("/prompts/"))


def test_an_archived_prompt_takes_no_version(panel):
    prompt = make_prompt("greet")
    with transaction():
        prompts.archive_prompt(the_system(), prompt.id)

    assert "archived" in text_of(version_form(panel, prompt))
    assert find("greet").latest_version == 1


def test_a_version_starts_from_any_other(panel):
    prompt = make_prompt("greet", versions=3)

    shown = panel.get("/prompts/version/", id=str(prompt.id), **{"from": "2"})

    assert area(shown.text, "content") == "Version 2 of {{ subject }}"


def edit_form(panel, prompt, **fields):
    shown = panel.get("/prompts/edit/", id=str(prompt.id))
    etag = shown.text.partition('name="etag" value="')[2].partition('"')[0]
    data = {"name": prompt.name, "description": "", "tags": "", "etag": etag}
    return panel.post("/prompts/edit/", {**data, **fields}, id=str(prompt.id))


def test_it_edits_name_description_and_tags(panel):
    prompt = make_prompt("greet", tags=["a"])

    edit_form(panel, prompt, name="hello", description="Now\r\nlonger", tags="a, b")

    changed = find("hello")
    assert (changed.description, changed.tags) == ("Now\nlonger", ["a", "b"])
    assert set(events("prompt.updated")[-1].changes) == {"name", "description", "tags"}


def test_an_edit_of_what_changed_meanwhile_is_refused(panel):
    prompt = make_prompt("greet")

    r = edit_form(panel, prompt, name="hello", etag="older")

    assert r.status_code == 422
    assert "was changed meanwhile" in text_of(r)
    assert find("hello") is None


@pytest.mark.parametrize("page", ["details", "edit", "version"])
@pytest.mark.parametrize(
    "id_", ["", "nonsense", "01920b3d-dcd1-7e2e-a3b3-5bf46748a34c", "a\0", "9" * 400]
)
def test_a_bad_id_is_not_found(panel, page, id_):
    r = panel.get(f"/prompts/{page}/", id=id_)

    assert r.status_code == 404
    assert "Not found" in text_of(r)
