"""Named filters that everybody sees as tabs."""

import pytest

from app.services.saved_filters import MOST, saved_filters
from tests.admin.conftest import make_panel, text_of
from tests.factories.access import the_system
from tests.factories.audit import events
from tests.factories.prompts import make_prompt


def save(panel, name="Chat in use", **narrowing):
    narrowing = narrowing or {"state": ["current", "behind"], "tag": "chat"}
    return panel.post("/prompts/filters/", {"do": "save", "name": name, **narrowing})


def test_a_filter_is_saved_for_everybody(app, panel):
    make_prompt("a", tags=["chat"])
    make_prompt("b")

    r = save(panel)

    assert "tab=Chat+in+use" in r.headers["Location"]
    other = make_panel(app, "ben")
    assert "Chat in use" in text_of(other.get("/prompts/"))
    assert "1 prompt matches" in text_of(other.client.get(r.headers["Location"]))
    assert len(events("filter.saved")) == 1


def test_a_dot_shows_that_a_filter_was_changed(panel):
    url = save(panel).headers["Location"]

    assert "Chat in use , changed" not in text_of(panel.client.get(url))
    changed = text_of(panel.client.get(f"{url}&kind=chat"))
    assert "Chat in use , changed" in changed
    assert "Reset Save as…" in changed


def test_saving_under_the_same_name_replaces_it(panel):
    save(panel)
    save(panel, tag="agent")

    assert saved_filters(the_system(), "prompts") == [{"name": "Chat in use", "query": "tag=agent"}]
    assert events()[-1].changes["prompts Chat in use"][1] == "tag=agent"


def test_a_filter_is_removed(panel):
    save(panel)

    panel.post("/prompts/filters/", {"do": "remove", "name": "Chat in use"})

    assert saved_filters(the_system(), "prompts") == []
    assert events()[-1].action == "filter.removed"


def test_how_a_list_is_shown_is_no_part_of_its_filter(panel):
    save(panel, tag="a", order="name", col="tags", after="x", csrf="y")

    assert saved_filters(the_system(), "prompts")[0]["query"] == "tag=a"


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\nb", "a\0"])
def test_a_name_that_cannot_be_is_refused_in_words(panel, name):
    r = save(panel, name=name)

    assert saved_filters(the_system(), "prompts") == []
    assert "Between 1 and 40 plain characters" in text_of(panel.client.get(r.headers["Location"]))


@pytest.mark.parametrize("name", ["All", "Archived", " archived ", "In production"])
def test_the_name_of_a_tab_that_is_always_there_is_refused(panel, name):
    r = save(panel, name=name)

    assert saved_filters(the_system(), "prompts") == []
    assert "choose another name" in text_of(panel.client.get(r.headers["Location"]))


def test_a_row_of_tabs_has_an_end(panel):
    for number in range(MOST + 1):
        save(panel, name=f"f{number}")

    assert len(saved_filters(the_system(), "prompts")) == MOST
    assert f"{MOST} filters at most" in text_of(panel.get("/prompts/"))
