"""One prompt's page: its six tabs, each in small helpings."""

import re

import pytest

from app.db import transaction
from app.services import prompts, releases
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.prompts import make_prompt, save_version


def tab(panel, prompt, name, **query):
    return panel.get("/prompts/details/", id=str(prompt.id), tab=name, **query)


def test_the_overview_shows_what_is_served(panel):
    prompt = make_prompt("support/greet", versions=2, tags=["x"], description="Says hello")

    r = tab(panel, prompt, "overview")

    said = text_of(r)
    assert "Served now v1" in said
    assert '<span class="var">{{ subject }}</span>' in r.text
    assert "Says hello" in said
    assert "v1 of 2" in said


def test_markup_in_a_body_stays_text(panel):
    prompt = make_prompt("greet", content="<script>alert(1)</script> {{ x }}")

    assert "&lt;script&gt;alert(1)" in tab(panel, prompt, "overview").text


def test_a_long_body_is_cut_and_says_so(panel):
    prompt = make_prompt("greet", content="word " * 100_000)

    r = tab(panel, prompt, "overview")

    assert len(r.data) < 100_000
    assert "This body is long" in text_of(r)


def test_versions_come_twenty_at_a_time(panel):
    prompt = make_prompt("greet", versions=45)
    shown, after = [], ""
    for _ in range(3):
        r = tab(panel, prompt, "versions", after=after)
        shown.append([int(n) for n in re.findall(r'data-open href="[^"]+">v(\d+)</a>', r.text)])
        after = (re.findall(r"&after=([^\"&]+)", r.text) or [""])[-1]

    assert [len(page) for page in shown] == [20, 20, 5]
    assert shown[0][0] == 45
    assert shown[-1][-1] == 1


def test_a_version_is_there_to_look_at(panel):
    prompt = make_prompt("greet", versions=2)

    r = tab(panel, prompt, "versions", version="2")

    assert "Version 2 of" in text_of(r)
    assert '<form method="post"' not in r.text.partition("<main")[2]


def test_versions_are_edited_and_deleted_nowhere(panel):
    for path in ("new", "edit"):
        assert panel.get(f"/versions/{path}/").status_code == 404
        assert panel.post(f"/versions/{path}/", {}).status_code == 404
    assert panel.post("/versions/delete/", {"id": "1"}).status_code == 404


def test_any_two_versions_are_compared_word_by_word(panel):
    prompt = make_prompt("greet", content="One\nSay hello to them all\nLast")
    save_version(prompt, "One\nSay goodbye to them all\n{{ name }}", parameters={"temperature": 0})

    r = tab(panel, prompt, "compare", **{"from": "1", "to": "2"})

    assert "<mark>hello</mark>" in r.text
    assert "1 new variable" in text_of(r)
    assert "temperature" in text_of(r)
    assert tab(panel, prompt, "compare", **{"from": "2", "to": "1"}).status_code == 200


def test_unchanged_lines_are_folded_until_asked_for(panel):
    lines = [f"Line {number}" for number in range(30)]
    prompt = make_prompt("greet", content="\n".join(lines))
    save_version(prompt, "\n".join([*lines[:-1], "Another end"]))

    assert "26 unchanged lines" in text_of(tab(panel, prompt, "compare"))
    assert "unchanged lines" not in text_of(tab(panel, prompt, "compare", whole="1")).replace(
        "Fold unchanged lines", ""
    )


def test_chats_are_compared_message_by_message(panel):
    first = [{"role": "system", "content": "Be brief"}]
    prompt = make_prompt("greet", messages=first)
    with transaction():
        prompts.save_version(
            the_system(), prompt.id, messages=[*first, {"role": "user", "content": "Hi"}]
        )

    said = text_of(tab(panel, prompt, "compare", view="unified"))

    assert "Message 1, system" in said
    assert "Message 2, user" in said


def test_releases_say_who_when_and_why(panel):
    prompt = make_prompt("greet", versions=2)
    with transaction():
        releases.activate(the_system(), prompt.id, 2, reason="Evals passed")
        releases.roll_back(the_system(), prompt.id, reason="Worse")

    said = text_of(tab(panel, prompt, "releases"))

    assert "v2 to v1 Rolled back none Worse system" in said
    assert "v1 to v2 Activated none Evals passed system" in said


def test_history_shows_each_field_before_and_after(panel):
    prompt = make_prompt("greet")
    with transaction():
        prompts.update_prompt(the_system(), prompt.id, description="Says hello to people")
    with transaction():
        prompts.update_prompt(the_system(), prompt.id, description="Says goodbye to people")

    r = tab(panel, prompt, "history")

    assert "<del>hello</del>" in r.text
    assert "<ins>goodbye</ins>" in r.text


def test_json_is_what_the_api_answers(panel, client):
    prompt = make_prompt("greet", versions=3)

    shown = re.search(r'id="json-text"[^>]*>(.*?)</pre>', tab(panel, prompt, "json").text, re.S)

    import html
    import json

    assert json.loads(html.unescape(shown[1])) == client.get(f"/api/prompts/{prompt.id}").json


def test_a_prompt_of_another_project_is_shown_too(panel):
    prompt = make_prompt("greet", versions=2, caller=make_project("other"))

    for name in ("overview", "versions", "compare", "releases", "history", "json"):
        assert tab(panel, prompt, name).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "nonsense"},
        {"tab": "versions", "version": "7"},
        {"tab": "versions", "version": "0"},
        {"tab": "versions", "version": "-1"},
        {"tab": "compare", "from": "9" * 30},
        {"tab": "compare", "to": "x"},
    ],
)
def test_what_is_not_there_is_not_found(panel, query):
    prompt = make_prompt("greet", versions=2)

    assert panel.get("/prompts/details/", id=str(prompt.id), **query).status_code == 404


@pytest.mark.parametrize("name", ["versions", "releases", "history"])
def test_a_bad_cursor_is_refused(panel, name):
    assert tab(panel, make_prompt("greet"), name, after="nonsense").status_code == 422
