"""Scores by item that are kept when an experiment ends."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select

from app.db import db, driver_cursor, transaction
from app.models import ExperimentUnits
from app.services import policy
from app.services.experiments.totals import write_last_totals
from app.services.units import NO_EVALUATOR, load_units, units_of
from tests.factories.experiments import as_it_is, ask_for_experiment, put_dataset, put_evaluator
from tests.factories.experiments import worked_at as work
from tests.factories.results import make_experiment, make_items


def kept(made):
    with transaction():
        policy.require(policy.system(made.project_id), policy.WRITE)
        write_last_totals(made)
    return made


def assert_same(one, other):
    for name in one.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
        assert getattr(one, name).dtype == getattr(other, name).dtype


@pytest.mark.parametrize("trials", [1, 3])
def test_what_is_kept_is_what_the_results_add_up_to(caller, trials):
    random, n = np.random.default_rng(1), 50 * trials
    scores = {
        "exact": [None if x < 0.1 else float(x > 0.4) for x in random.random(n)],
        "f1": [None if x < 0.1 else x for x in random.random(n)],
    }
    made = kept(make_experiment(make_items(50), scores, trials=trials, failed=[0, 7, 8]))
    policy.require(caller, policy.READ)

    for evaluator in (NO_EVALUATOR, 1, 2):
        assert_same(units_of(made, evaluator), load_units(made.id, evaluator))


def test_it_is_read_instead_of_the_results(caller):
    made = kept(make_experiment(make_items(3), {"exact": [1.0, 0.0, 1.0]}))
    policy.require(caller, policy.READ)
    with driver_cursor() as cursor:
        cursor.execute("DELETE FROM result_scores")

    assert units_of(made, 1).sums.tolist() == [1, 0, 1]


@pytest.mark.parametrize("n", [0, 1])
def test_few_are_kept_as_well(caller, n):
    made = kept(make_experiment(make_items(n), {"exact": [1.0] * n}))
    policy.require(caller, policy.READ)

    assert units_of(made, 1).items.shape == (n,)


def test_what_runs_or_ended_before_anything_was_kept_is_added_up(caller):
    running = make_experiment(make_items(2), {"exact": [1.0, 0.0]}, waiting=[1])
    old = make_experiment(make_items(2), {"exact": [1.0, 0.0]})
    policy.require(caller, policy.READ)

    assert units_of(running, 1).sums.tolist() == [1]
    assert units_of(old, 1).sums.tolist() == [1, 0]


def test_a_worker_keeps_them_with_the_last_result(caller):
    put_evaluator("exact")
    made = ask_for_experiment(put_dataset(3), evaluators=[{"name": "exact"}])
    policy.require(caller, policy.READ)
    query = select(ExperimentUnits.evaluator).where(ExperimentUnits.experiment_id == made.id)
    assert db.session.scalars(query).all() == []

    work(made)

    policy.require(caller, policy.READ)
    assert sorted(db.session.scalars(query)) == [0, 1]
    assert_same(units_of(as_it_is(made.id), 1), load_units(made.id, 1))
