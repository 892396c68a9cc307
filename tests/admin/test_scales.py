"""Scales in the panel: made, changed, archived and restored."""

import pytest

from app.services import scales
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.scores import make_scale


def make(panel, **fields):
    return panel.post(
        "/scales/new/", {"name": "helpful", "project": "default", "type": "numeric", **fields}
    )


def scale(caller=None):
    return scales.list_scales(caller or the_system(), archived=None).rows[0]


def test_a_scale_is_made_in_its_project(panel):
    other = make_project("other")

    r = make(panel, project="other", minimum="1", maximum="5", description="Of five")

    made = scale(other)
    assert r.status_code == 302
    assert (made.name, made.minimum, made.maximum) == ("helpful", 1.0, 5.0)
    said = text_of(panel.client.get(r.location))
    assert "Of five" in said
    assert "Made a scale" in said


def test_categories_are_written_as_json(panel):
    make(panel, type="categorical", categories='[{"label": "good", "value": 1}]')

    assert scale().categories == [{"label": "good", "value": 1}]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"minimum": "5", "maximum": "1"}, "More than"),
        ({"minimum": "low"}, "Not a valid float"),
        ({"type": "categorical"}, "1 to 100 categories"),
        ({"type": "categorical", "categories": "{"}, "column"),
        ({"name": ""}, "Which scores"),
        ({"project": "nowhere"}, "no project has this slug"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(panel, fields, said):
    r = make(panel, **fields)

    assert r.status_code == 422
    assert said in text_of(r)


def test_one_name_has_one_scale(panel):
    make_scale("helpful")

    assert "There is a scale for" in text_of(make(panel))


def test_a_scale_is_changed_and_its_kind_stays(panel):
    made = make_scale("helpful", type="numeric", minimum=0.0)

    form = panel.get("/scales/edit/", id=str(made.id)).text
    panel.edit("scales", made.id, {"name": "kind", "minimum": "", "maximum": "3"})

    assert 'value="0.0"' in form
    assert 'name="type"' not in form
    changed = scale()
    assert (changed.name, changed.minimum, changed.maximum) == ("kind", None, 3.0)


def test_a_form_of_a_scale_that_changed_meanwhile_changes_nothing(panel):
    made = make_scale("helpful", type="numeric")

    r = panel.edit("scales", made.id, {"name": "kind", "etag": "older"})

    assert r.status_code == 422
    assert "helpful was changed meanwhile" in text_of(r)
    assert scale().name == "helpful"


def test_a_scale_is_archived_and_restored(panel):
    made = make_scale("helpful")

    panel.act("scales", "archive", [made.id])
    assert scale().archived_at is not None
    assert "Restore…" in text_of(panel.get("/scales/details/", id=str(made.id)))

    panel.act("scales", "restore", [made.id])
    assert scale().archived_at is None
    assert len(events("scale.updated")) == 2


def test_an_archived_scale_is_not_archived_again(panel):
    made = make_scale("helpful")
    panel.act("scales", "archive", [made.id])

    r = panel.get("/scales/action/", do="archive", id=str(made.id))

    assert "It is archived already." in text_of(r)


def test_the_audit_log_leads_to_a_scale(panel):
    made = make_scale("helpful")

    assert f"/admin/scales/details/?id={made.id}" in panel.get("/audit/").text
