"""Scores: what they may be, given again, found and taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.db import db, now, transaction
from app.errors import Invalid
from app.models import AuditEvent, Score
from app.services import scores
from app.services.policy import INGEST, READ, WRITE, MissingRight
from app.services.scores import Given, NoSuchScore, ScoreFilter, Target
from app.services.scores.finding import ScoreCursor
from tests.factories.access import make_project, with_rights
from tests.factories.scores import make_scale

TRACE = Target(trace_id=uuid4())
SPAN = b"12345678"


def give(caller, *given):
    with transaction():
        return scores.give_scores(caller, given)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (0.5, "numeric"),
        (3, "numeric"),
        (True, "boolean"),
        (False, "boolean"),
        ("ok", "categorical"),
    ],
)
def test_a_value_says_its_type(caller, value, type_):
    (score,) = give(caller, Given("quality", value, TRACE))

    assert (score.type, score.judged) == (type_, value)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (Target(run_id=uuid4()), "run"),
        (TRACE, "trace"),
        (Target(trace_id=uuid4(), span_id=SPAN), "span"),
        (Target(session_id="chat 1"), "session"),
        (Target(experiment_id=uuid4(), item_id=uuid4()), "experiment_result"),
    ],
)
def test_what_it_judges_need_not_be_there(caller, target, kind):
    (score,) = give(caller, Given("quality", 1, target))

    assert (score.target, score.shard_id) == (kind, target.shard_id)


@pytest.mark.parametrize(
    "target",
    [
        Target(),
        Target(span_id=SPAN),
        Target(trace_id=uuid4(), run_id=uuid4()),
        Target(session_id="s", span_id=SPAN),
        Target(session_id=""),
        Target(experiment_id=uuid4()),
        Target(item_id=uuid4(), run_id=uuid4()),
        Target(experiment_id=uuid4(), item_id=uuid4(), run_id=uuid4()),
        Target(experiment_id=uuid4(), item_id=uuid4(), trial=101),
        Target(trace_id=uuid4(), trial=1),
    ],
)
def test_it_judges_one_thing(caller, target):
    with pytest.raises(Invalid):
        give(caller, Given("quality", 1, target))


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ("yes", "boolean"),
        (2, "boolean"),
        ("5", "numeric"),
        (True, "numeric"),
        (5, "text"),
        ("", "text"),
    ],
)
def test_a_value_of_another_type_is_refused(caller, value, type_):
    with pytest.raises(Invalid):
        give(caller, Given("quality", value, TRACE, type=type_))


@pytest.mark.parametrize(
    "wrong",
    [{"id": ""}, {"id": "x" * 501}, {"name": ""}, {"source": "gossip"}, {"comment": "x" * 4001},
     {"type": "smell"}, {"metadata": {"x": "y" * 70_000}}],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_is_refused(caller, wrong):
    fields = {"name": "quality", "value": 1, "target": TRACE} | wrong

    with pytest.raises(Invalid):
        give(caller, Given(**fields))


def test_the_same_id_and_target_is_the_same_score(caller):
    (first,) = give(caller, Given("quality", 1, TRACE, id="mine"))
    began = first.created_at

    (again,) = give(caller, Given("tone", "warm", TRACE, id="mine", comment="better"))

    assert (again.name, again.judged, again.comment) == ("tone", "warm", "better")
    assert again.created_at == began < again.updated_at
    assert db.session.scalar(select(func.count()).select_from(Score)) == 1


def test_of_two_in_one_batch_the_later_counts(caller):
    given = give(caller, Given("a", 1, TRACE, id="x"), Given("b", 2, TRACE, id="x"))

    assert [score.name for score in given] == ["b", "b"]


def test_the_same_id_elsewhere_is_another_score(caller):
    other = Target(session_id="chat")
    give(caller, Given("a", 1, TRACE, id="x"), Given("b", 2, other, id="x"))

    assert {score.target for score in scores.scores_called("x")} == {"trace", "session"}


def test_one_refused_refuses_all(caller):
    with pytest.raises(Invalid):
        give(caller, Given("a", 1, TRACE), Given("", 2, TRACE))

    assert db.session.scalar(select(func.count()).select_from(Score)) == 0


@pytest.mark.parametrize("rights", [(READ,), (WRITE,), (READ, WRITE)])
def test_giving_needs_the_right_to_report(caller, rights):
    with pytest.raises(MissingRight):
        give(with_rights(*rights), Given("a", 1, TRACE))


def test_a_persons_score_says_so(caller):
    person = with_rights(INGEST)
    by_key, by_evaluator = give(
        person, Given("a", 1, TRACE), Given("b", 1, TRACE, source="evaluator")
    )

    assert (by_key.source, by_evaluator.source) == ("api", "evaluator")


# On a scale.


@pytest.mark.parametrize(
    ("scale", "value", "judged", "number"),
    [
        ({"type": "numeric", "minimum": 1, "maximum": 5}, 5, 5.0, 5.0),
        ({"type": "boolean"}, 1, True, 1.0),
        ({"type": "categorical"}, "bad", "bad", -1.0),
        ({"type": "categorical"}, 1, "good", 1.0),
    ],
)
def test_a_score_of_a_scales_name_is_on_it(caller, scale, value, judged, number):
    made = make_scale("tone", **scale)

    (score,) = give(caller, Given("tone", value, TRACE))

    assert (score.scale_id, score.judged, score.value) == (made.id, judged, number)


@pytest.mark.parametrize(
    ("scale", "value", "type_"),
    [
        ({"type": "numeric", "minimum": 1}, 0, None),
        ({"type": "numeric", "maximum": 5}, 5.1, None),
        ({"type": "numeric"}, "high", None),
        ({"type": "numeric"}, 3, "boolean"),
        ({"type": "categorical"}, "ugly", None),
        ({"type": "categorical"}, True, None),
        ({"type": "categorical"}, 7, None),
    ],
)
def test_what_is_not_on_it_is_refused(caller, scale, value, type_):
    make_scale("tone", **scale)

    with pytest.raises(Invalid, match=r"tone|number"):
        give(caller, Given("tone", value, TRACE, type=type_))


def test_an_archived_scale_checks_nothing(caller):
    make_scale("tone", type="numeric", maximum=5, archived=True)

    (score,) = give(caller, Given("tone", "warm", TRACE))

    assert (score.scale_id, score.judged) == (None, "warm")


def test_another_projects_scale_checks_nothing(caller):
    make_scale("tone", make_project("other"), type="numeric", maximum=5)

    assert give(caller, Given("tone", 9, TRACE))[0].judged == 9


# Found.


def test_they_are_listed_newest_first_page_by_page(caller):
    moment = now() - timedelta(hours=1)
    targets = [Target(trace_id=uuid4()) for _ in range(5)]
    # The same time and the same id five times: only the target tells them apart.
    give(caller, *(Given("a", 1, target, id="x", created_at=moment) for target in targets))
    give(caller, Given("a", 2, TRACE, id="newest"))

    found, cursor = [], None
    while True:
        page = scores.list_scores(caller, ScoreFilter(), limit=2, cursor=cursor)
        found += page.rows
        if page.next is None:
            break
        cursor = str(page.next)

    assert found[0].id == "newest"
    assert {score.trace_id for score in found[1:]} == {target.trace_id for target in targets}
    assert len(found) == 6


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"name": "b"}, "b"),
        ({"trace_id": TRACE.trace_id}, "ba"),
        ({"trace_id": TRACE.trace_id, "span_id": SPAN}, "b"),
        ({"session_id": "chat"}, "c"),
        ({"source": "evaluator"}, "c"),
        ({"target": "span"}, "b"),
        ({"type": "boolean"}, "c"),
        ({"until": now() - timedelta(days=1)}, ""),
        ({"since": now() - timedelta(days=1)}, "cba"),
    ],
)
def test_filters_narrow_together(caller, wanted, names):
    give(caller, Given("a", 1, TRACE))
    give(caller, Given("b", 1, Target(trace_id=TRACE.trace_id, span_id=SPAN)))
    give(caller, Given("c", True, Target(session_id="chat"), source="evaluator"))

    page = scores.list_scores(caller, ScoreFilter(**wanted))

    assert "".join(score.name for score in page.rows) == names


@pytest.mark.parametrize("cursor", ["", "x", "é", "A" * 32, "_" * 40, "AAAA" * 10])
def test_a_cursor_is_one_of_ours(caller, cursor):
    with pytest.raises(Invalid):
        scores.list_scores(caller, ScoreFilter(), cursor=cursor)


@drawn(st.datetimes(), st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1),
       st.uuids())  # fmt: skip
def test_a_cursor_reads_what_it_wrote(at, id_, shard_id):
    cursor = ScoreCursor(at.replace(tzinfo=now().tzinfo), id_, shard_id)

    assert ScoreCursor.parse(str(cursor)) == cursor


# Taken back.


def test_ones_own_is_taken_back(caller):
    mine = with_rights(INGEST)
    give(mine, Given("a", 1, TRACE, id="x"))

    with transaction():
        scores.remove_score(mine, "x")

    assert scores.scores_called("x") == []


def test_what_others_gave_takes_an_admin_and_is_recorded(caller):
    give(with_rights(INGEST), Given("a", 1, TRACE, id="x"))
    other = with_rights(INGEST, READ)

    with pytest.raises(MissingRight), transaction():
        scores.remove_score(type(other)("key:other", other.project_id, other.rights), "x")
    with transaction():
        scores.remove_score(caller, "x")

    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "score.removed")).one()
    assert (event.object_name, event.changes["id"]) == ("a", ["x", None])


def test_what_is_not_there_is_not_taken_back(caller):
    give(make_project("other"), Given("a", 1, TRACE, id="x"))

    with pytest.raises(NoSuchScore), transaction():
        scores.remove_score(caller, "x")
    with pytest.raises(NoSuchScore):
        scores.get_score(caller, "x")
