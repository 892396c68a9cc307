"""Scores are told by name, over time, and by the prompt versions of the traces they judge."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text

from app.db import db
from app.services import usage
from app.wall import act_in
from tests.factories.access import make_project
from tests.factories.prompts import make_prompt
from tests.factories.traces import make_score, make_trace

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NOON = TODAY - timedelta(hours=12)


def get(caller, step="day", **wanted):
    period = usage.period_of(TODAY - timedelta(days=3), TODAY, step)
    return usage.get_score_usage(caller, period, **wanted)


def plain(rows):
    return [astuple(row) for row in rows]


def test_names_are_told_with_their_count_and_mean(caller):
    for value, days in ((1, 0), (0, 0), (1, 1), (1, 9)):
        make_score(name="helpful", value=value, created_at=NOON - timedelta(days=days))
    make_score(name="tone", type="categorical", value=None, text_value="kind", created_at=NOON)

    found = get(caller)

    assert plain(found.names) == [
        ("helpful", "numeric", 3, 2 / 3),
        ("tone", "categorical", 1, None),
    ]
    assert plain(found.categories) == [("tone", "kind", 1)]
    assert [(row.at.day, row.name, row.count) for row in found.series][:2] == [
        ((NOON - timedelta(days=1)).day, "helpful", 1),
        (NOON.day, "helpful", 2),
    ]
    assert plain(get(caller, name="tone").names) == [("tone", "categorical", 1, None)]


def test_versions_are_those_that_the_trace_used(caller):
    prompt, other = make_prompt("greet"), uuid4()
    facets = [f"prompt:{prompt.id}", f"prompt:{prompt.id}@2", f"prompt:{other}@1"]
    judged = make_trace(facets=facets).trace_id
    make_score(trace_id=judged, value=0.5, created_at=NOON)
    make_score(created_at=NOON)

    found = get(caller, by="version", prompt=prompt.id).versions

    assert [(r.prompt_id, r.prompt_name, r.prompt_version, r.mean) for r in found] == [
        (prompt.id, "greet", 2, 0.5)
    ]
    assert len(get(caller, by="version").versions) == 2
    assert len(get(caller, by="version", prompt=prompt.id, version=2).versions) == 1
    assert get(caller).versions == ()
    assert plain(get(caller, prompt=prompt.id, version=2).names) == [("helpful", "numeric", 1, 0.5)]
    assert get(caller, prompt=prompt.id, version=1).names == []


def test_anothers_scores_are_not_told(caller):
    prompt = uuid4()
    judged = make_trace(facets=[f"prompt:{prompt}"]).trace_id
    make_score(trace_id=judged, created_at=NOON)
    other = make_project("other")

    assert get(other).names == []
    assert get(other, prompt=prompt).names == []
    act_in(other.project_id)
    assert (
        db.session.execute(
            OF_ANOTHER, {"id": caller.project_id, "prompt": f"prompt:{prompt}"}
        ).all()
        == []
    )


OF_ANOTHER = text("SELECT FROM scores_of(:id, :prompt, now() - interval '9 days', now())")
