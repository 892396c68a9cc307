"""Masking rules in the panel: made, changed and deleted."""

import pytest

from app.services import masking
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.traces import make_rule


def make(panel, **fields):
    return panel.post(
        "/masking/new/", {"project": "default", "name": "mail", "is_on": "y", **fields}
    )


def only_rule(caller=None):
    (rule,) = masking.list_rules(caller or the_system()).rows
    return rule


def test_a_rule_is_made_in_its_project(panel):
    other = make_project("other")

    r = make(panel, project="other", pattern=r"\w+@\w+", replacement="[mail]")

    rule = only_rule(other)
    assert (rule.pattern, rule.attribute, rule.replacement) == (r"\w+@\w+", None, "[mail]")
    assert rule.is_on
    said = text_of(panel.client.get(r.location))
    assert r"\w+@\w+" in said
    assert "Made a masking rule" in said


def test_a_new_rule_replaces_with_a_word_that_says_so(panel):
    assert 'value="[masked]"' in panel.get("/masking/new/").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Either `pattern` or `attribute`"),
        ({"pattern": "a", "attribute": "b"}, "Either `pattern` or `attribute`"),
        ({"pattern": "("}, "expression"),
        ({"attribute": "a*b"}, "a closing `*`"),
        ({"pattern": "a", "name": ""}, "What is it for?"),
    ],
)
def test_what_cannot_be_is_refused(panel, fields, said):
    r = make(panel, **fields)

    assert r.status_code == 422
    assert said in text_of(r)


def test_a_rule_is_turned_off(panel):
    rule = make_rule()

    form = {"name": "cards", "pattern": "[0-9]{12}", "attribute": "", "replacement": ""}
    panel.edit("masking", rule.id, form)

    changed = only_rule()
    assert (changed.is_on, changed.pattern, changed.replacement) == (False, "[0-9]{12}", "")
    assert "cards Off" in text_of(panel.get("/masking/details/", id=str(rule.id)))


def test_a_form_of_a_rule_that_changed_meanwhile_changes_nothing(panel):
    rule = make_rule()

    r = panel.edit("masking", rule.id, {"name": "other", "pattern": "x", "etag": "older"})

    assert r.status_code == 422
    assert f"{rule.name} was changed meanwhile" in text_of(r)
    assert only_rule().name == rule.name


def test_a_rule_that_changed_since_it_was_shown_stays(panel):
    rule = make_rule()
    seen = {f"seen.{rule.id}": '{"name": "cards", "told": "[0-9]{4}"}'}

    r = panel.act("masking", "delete", [rule.id], **seen)

    assert r.status_code == 409
    assert only_rule().name == "cards"


def test_a_rule_is_deleted(panel):
    panel.act("masking", "delete", [make_rule().id])

    assert masking.list_rules(the_system()).rows == []
    assert len(events("masking_rule.deleted")) == 1
