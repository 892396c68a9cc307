"""Whether an evaluator agrees with people."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from statsmodels.stats.inter_rater import cohens_kappa as theirs

from app.db import db, transaction, uuid7
from app.models import ExperimentResult
from app.services import policy, scores
from app.services.experiments import NoSuchExperiment
from app.services.experiments.agreement import agreement
from app.services.experiments.comparing import NotJudgedByThat
from app.services.scores import Given, Target
from tests.factories.results import make_experiment, make_items


def scored_by_people(caller, judged, given, name="exact", **named):
    """An experiment whose results have runs, which people gave these scores, in their order."""
    items = make_items(len(judged))
    made = make_experiment(items, {"exact": judged}, **named)
    with transaction():
        policy.require(caller, policy.WRITE)
        for item_id, value in zip(items.ids, given, strict=False):
            run_id = uuid7()
            place = (made.id, item_id, 1, caller.project_id)
            db.session.get(ExperimentResult, place).run_id = run_id
            give(caller, run_id, value, name)
    return made


def give(caller, run_id, value, name="exact", source="person"):
    scores.give_scores(caller, [Given(name, value, Target(run_id=run_id), source=source)])


def test_it_is_cohens_kappa(caller):
    judged = [1.0] * 24 + [0.0] * 16
    given = [True] * 20 + [False] * 4 + [True] * 6 + [False] * 10

    found = agreement(caller, scored_by_people(caller, judged, given).id)

    other = theirs([[20, 4], [6, 10]])
    assert (found.n, found.observed) == (40, pytest.approx(0.75))
    assert found.kappa == pytest.approx(other.kappa)
    assert found.interval.low == pytest.approx(other.kappa_low)
    assert found.sentence == (
        "exact and people agree on 75 % of 40 results; beyond chance, kappa is 0.47"
        " (95 %: 0.19 to 0.75)."
    )


def test_numbers_are_compared_as_they_are(caller):
    made = scored_by_people(caller, [1.0, 0.5, 0.0] * 4, [1.0, 0.5, 0.0] * 4)

    assert agreement(caller, made.id).kappa == 1


def test_what_people_gave_to_results_counts_as_well_the_newest_of_both(caller):
    made = scored_by_people(caller, [1.0] * 10, [False] * 10)
    others = make_experiment(make_items(1, "others"), {"exact": [1.0]})
    with transaction():
        for item_id in items_of(made)[:8]:
            target = Target(experiment_id=made.id, item_id=item_id)
            scores.give_scores(caller, [Given("exact", True, target, source="person")])
        elsewhere = Target(experiment_id=others.id, item_id=items_of(made)[8])
        scores.give_scores(caller, [Given("exact", True, elsewhere, source="person")])

    found = agreement(caller, made.id)

    assert (found.n, found.observed) == (10, pytest.approx(0.8))


def items_of(experiment):
    query = select(ExperimentResult.item_id).where(ExperimentResult.experiment_id == experiment.id)
    return db.session.scalars(query.order_by(ExperimentResult.position)).all()


def test_only_what_both_judged_counts(caller):
    made = scored_by_people(caller, [1.0, None, 0.0, 1.0], [True, True])

    found = agreement(caller, made.id)

    assert found.n == 1
    assert found.sentence.startswith("Not enough data: 1 result was")


def test_the_newest_word_of_a_person_counts_and_no_programs(caller):
    made = scored_by_people(caller, [1.0], [False])
    run_id = db.session.scalar(db.select(ExperimentResult.run_id))
    with transaction():
        give(caller, run_id, True)
    with transaction():
        give(caller, run_id, False, source="api")

    assert agreement(caller, made.id).observed == 1


def test_scores_of_another_name_are_asked_for(caller):
    made = scored_by_people(caller, [1.0], [True], name="helpful")

    assert agreement(caller, made.id).n == 0
    assert agreement(caller, made.id, score="helpful").n == 1


def test_one_answer_only_is_what_chance_explains(caller):
    made = scored_by_people(caller, [1.0] * 12, [True] * 12)

    found = agreement(caller, made.id)

    assert (found.observed, found.kappa) == (1, None)
    assert "chance would explain that" in found.sentence


def test_an_evaluator_that_did_not_judge_is_named(caller):
    made = make_experiment(make_items(1), {"exact": [1.0]})

    with pytest.raises(NotJudgedByThat, match="f1"):
        agreement(caller, made.id, evaluator="f1")
    with pytest.raises(NotJudgedByThat, match="any evaluator"):
        agreement(caller, make_experiment(make_items(1)).id)


def test_an_experiment_that_is_not_there_is_named(caller):
    with pytest.raises(NoSuchExperiment):
        agreement(caller, uuid7())
