"""What the results of an experiment add up to."""

from __future__ import annotations

import numpy as np
import pytest

from app.db import driver_cursor
from app.services import policy
from app.services.experiments.totals import totals_of, write_totals
from app.statistics.intervals import bootstrap_mean, wilson
from app.statistics.samples import Sample
from tests.factories.results import make_experiment, make_items


def totals(experiment):
    policy.require(policy.system(experiment.project_id), policy.READ)
    return totals_of(experiment.id)


def by_exact(*args, **named):
    return totals(make_experiment(*args, **named))["evaluators"][0]


def test_passes_are_a_rate_with_wilsons_interval(caller):
    found = by_exact(make_items(10), {"exact": [1.0] * 7 + [0.0] * 3})

    expected = wilson(7, 10)
    assert (found["name"], found["count"], found["errors"]) == ("exact", 10, 0)
    assert (found["mean"], found["pass_rate"]) == (pytest.approx(0.7), pytest.approx(0.7))
    assert found["interval"] == {
        "low": expected.low,
        "high": expected.high,
        "method": "wilson",
    }
    assert (found["p10"], found["p50"], found["p90"]) == (0, 1, 1)
    assert sum(found["histogram"]["counts"]) == 10
    assert found["histogram"]["edges"][0] == 0


def test_scores_are_a_mean_with_the_bootstraps(caller):
    scores = list(np.random.default_rng(1).random(40))

    found = by_exact(make_items(40), {"f1": scores}, kind="token_f1")

    expected = bootstrap_mean(Sample.of(scores))
    assert found["mean"] == pytest.approx(np.mean(scores))
    assert found["interval"]["low"] == pytest.approx(expected.low)
    assert found["interval"]["method"] == "bootstrap"
    assert found["p90"] == pytest.approx(np.percentile(scores, 90))


def test_an_error_counts_as_the_worst_and_is_told(caller):
    found = by_exact(make_items(4), {"exact": [1.0, 1.0, None, 1.0]}, failed=[3])

    assert (found["count"], found["errors"], found["errors_count_as"]) == (4, 2, 0)
    assert (found["mean"], found["pass_rate"]) == (0.5, 0.5)
    assert found["mean_without_errors"] == 1
    assert sum(found["histogram"]["counts"]) == 2


def test_of_several_trials_the_item_is_the_unit(caller):
    found = by_exact(make_items(2), {"exact": [1.0, 0.0, None, 1.0, 1.0, 1.0]}, trials=3)

    assert (found["count"], found["items"], found["errors"]) == (6, 2, 1)
    assert found["mean"] == pytest.approx((1 / 3 + 1) / 2)
    assert found["pass_rate"] == pytest.approx((1 / 3 + 1) / 2)
    assert found["interval"]["method"] == "bootstrap"


def test_while_it_runs_what_is_over_counts(caller):
    found = totals(
        make_experiment(make_items(3), {"exact": [1.0, 0.0, 1.0]}, waiting=[0], failed=[1])
    )

    assert (found["count"], found["failed"]) == (2, 1)
    assert found["evaluators"][0]["mean"] == 0.5
    assert found["latency"] == {"p50": 25, "p95": pytest.approx(29.5), "mean": 25}
    assert found["cost_usd"] == pytest.approx(0.002)
    assert (found["input_tokens"], found["output_tokens"]) == (200, 20)


def test_each_evaluator_has_its_own(caller):
    found = totals(make_experiment(make_items(2), {"a": [1.0, 1.0], "b": [0.0, 0.5]}))

    assert [(one["position"], one["mean"]) for one in found["evaluators"]] == [(1, 1), (2, 0.25)]


def test_scores_in_another_order_than_results_are_the_same(caller):
    items = make_items(30)
    scores = [float(i % 3 == 0) for i in range(60)]
    made = make_experiment(items, {"exact": scores}, trials=2)
    before = totals(made)

    with driver_cursor() as cursor:
        cursor.execute("UPDATE experiment_results SET attempts = 2 WHERE position % 2 = 0")
        cursor.execute("UPDATE result_scores SET reason = 'why' WHERE trial = 1 AND value = 1")

    assert totals(made) == before


@pytest.mark.parametrize("evaluators", [{}, {"exact": []}])
def test_of_nothing_there_is_nothing(caller, evaluators):
    found = totals(make_experiment(make_items(0), evaluators))

    assert found["count"] == 0
    assert found["latency"]["p50"] is None
    for one in found["evaluators"]:
        assert (one["mean"], one["interval"], one["histogram"]) == (None, None, None)


def test_without_a_judgement_of_passing_there_is_no_rate(caller):
    found = by_exact(make_items(2), {"f1": [0.2, 0.7]}, passes=False)

    assert found["pass_rate"] is None


def test_they_are_written_into_the_experiment(caller):
    made = make_experiment(make_items(2), {"exact": [1.0, 0.0]})
    policy.require(caller, policy.READ)

    write_totals(made.id)

    assert made.totals["evaluators"][0]["mean"] == 0.5


def test_what_failed_has_no_score_whatever_was_written(caller):
    made = make_experiment(make_items(2), {"exact": [1.0, 1.0]})
    with driver_cursor() as cursor:
        cursor.execute("UPDATE experiment_results SET status = 'failed' WHERE position = 1")

    found = totals(made)["evaluators"][0]

    assert (found["errors"], found["mean"], found["pass_rate"]) == (1, 0.5, 0.5)
