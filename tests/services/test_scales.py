"""Scales: made, changed, archived."""

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.errors import Invalid
from app.models import AuditEvent
from app.services import scales
from app.services.policy import INGEST, READ, MissingRight
from tests.factories.access import make_project, with_rights
from tests.factories.scores import CATEGORIES, make_scale


def test_it_is_made_and_recorded(caller):
    made = make_scale("tone", minimum=1, maximum=5)

    assert scales.get_scale(caller, made.id).maximum == 5
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "scale.created")).one()
    assert (event.object_name, event.changes["minimum"]) == ("tone", [None, 1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 201},
        {"type": "text"},
        {"minimum": 5, "maximum": 5},
        {"type": "boolean", "minimum": 0},
        {"type": "numeric", "categories": CATEGORIES},
        {"type": "categorical", "categories": []},
        {"type": "categorical", "categories": CATEGORIES[:1] * 2},
        {"type": "categorical", "categories": [{"label": "", "value": 1}]},
        {"type": "categorical", "categories": [{"label": "a", "value": True}]},
        {"type": "categorical", "categories": [{"label": "a"}]},
    ],
    ids=str,
)
def test_one_that_makes_no_sense_is_refused(caller, wrong):
    with pytest.raises(Invalid):
        make_scale(**({"name": "tone"} | wrong))


def test_a_name_has_one(caller):
    make_scale("tone", make_project("other"))
    make_scale("tone", archived=True)

    with pytest.raises(scales.ScaleNameIsTaken):
        make_scale("tone")
    other = make_scale("length")
    with pytest.raises(scales.ScaleNameIsTaken), transaction():
        scales.update_scale(caller, other.id, name="tone")


def test_it_is_changed_archived_and_brought_back(caller):
    made = make_scale("tone", maximum=5)

    with transaction():
        scales.update_scale(caller, made.id, maximum=10, archived=True)

    assert [scale.id for scale in scales.list_scales(caller).rows] == []
    assert [scale.maximum for scale in scales.list_scales(caller, archived=True).rows] == [10]
    with transaction():
        scales.update_scale(caller, made.id, archived=False)
    assert scales.list_scales(caller).total == 1


def test_a_change_that_makes_no_sense_changes_nothing(caller):
    made = make_scale("tone", minimum=1, maximum=5)

    with pytest.raises(Invalid), transaction():
        scales.update_scale(caller, made.id, minimum=6)

    assert scales.get_scale(caller, made.id).minimum == 1


def test_who_may_only_read_or_report_changes_none(caller):
    for right in (READ, INGEST):
        with pytest.raises(MissingRight):
            make_scale("tone", with_rights(right))


def test_another_projects_is_not_there(caller):
    theirs = make_scale("tone", make_project("other"))

    with pytest.raises(scales.NoSuchScale):
        scales.get_scale(caller, theirs.id)
