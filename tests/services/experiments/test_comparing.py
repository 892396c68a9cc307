"""Two experiments compared, item by item."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest

from app.db import uuid7
from app.services import policy
from app.services.experiments import NoSuchExperiment
from app.services.experiments.comparing import NotJudgedByThat
from app.services.experiments.side_by_side import compare_many
from tests.factories.access import make_project, with_rights
from tests.factories.results import Items, make_experiment, make_items


def compared(caller, first, second, **named):
    found = compare_many(caller, [first.id, second.id], evaluator="exact", **named)
    return found.compared[0]


def two(items, before, after, **named):
    return [make_experiment(items, {"exact": scores}, **named) for scores in (before, after)]


def test_passes_are_compared_by_mcnemar(caller):
    before, after = [0.0] * 12 + [1.0] * 28, [1.0] * 10 + [0.0] * 3 + [1.0] * 27

    found = compared(caller, *two(make_items(40), before, after))

    assert (found.n, found.method, found.verdict) == (40, "mcnemar", "better")
    assert found.effect == pytest.approx(9 / 40)
    assert found.p == pytest.approx(2 * 12 / 2**11)
    assert (found.improved_count, found.regressed_count) == (10, 1)
    assert [one.key for one in found.regressed] == ["item-13"]
    assert (found.regressed[0].before, found.regressed[0].after) == (1, 0)
    assert found.sentence.startswith("“experiment-")


def test_scores_are_compared_by_the_bootstrap(caller):
    random = np.random.default_rng(1)
    before = random.random(60)

    found = compared(caller, *two(make_items(60), before, before - random.random(60) / 4))

    assert (found.method, found.verdict) == ("bootstrap", "worse")
    assert found.interval.low < found.effect < found.interval.high < 0
    assert found.regressed_count == 60
    changed = [one.before - one.after for one in found.regressed]
    assert changed == sorted(changed, reverse=True)
    assert len(changed) == 50


def test_versions_of_one_prompt_are_called_by_their_numbers(caller):
    items, prompt = make_items(20), {"prompt_id": uuid7(), "prompt_name": "greet"}
    first = make_experiment(items, {"exact": [0.0] * 20}, prompt_version=2, **prompt)
    second = make_experiment(items, {"exact": [1.0] * 20}, prompt_version=3, **prompt)

    found = compared(caller, first, second)

    assert found.sentence.startswith(
        "Version 3 answers 100.0 points more items right than version 2"
    )


def test_nine_items_are_not_enough_data(caller):
    found = compared(caller, *two(make_items(9), [0.0] * 9, [1.0] * 9))

    assert (found.verdict, found.p, found.interval) == ("not enough data", None, None)
    assert found.sentence.startswith("Not enough data: 9 items")


def test_an_error_counts_as_the_worst(caller):
    first, second = two(make_items(20), [1.0] * 20, [1.0] * 12 + [None] * 8)

    found = compared(caller, first, second)

    assert (found.verdict, found.errors_in_second, found.errors_count_as) == ("worse", 8, 0)
    assert (found.effect, found.n, found.errors_left_out) == (-0.4, 20, 0)


def test_errors_can_be_left_out(caller):
    first, second = two(make_items(20), [None] + [1.0] * 19, [1.0] * 12 + [None] * 8)

    found = compared(caller, first, second, errors="exclude")

    assert (found.n, found.errors_left_out, found.effect) == (11, 9, 0)
    assert found.errors_count_as is None


def test_a_result_without_output_is_an_error_too(caller):
    items = make_items(20)
    first = make_experiment(items, {"exact": [1.0] * 20})
    second = make_experiment(items, {"exact": [1.0] * 20}, failed=range(8))

    assert compared(caller, first, second).effect == -0.4


def test_of_several_trials_the_item_is_the_unit(caller):
    items = make_items(20)
    first = make_experiment(items, {"exact": [1.0] * 20})
    second = make_experiment(items, {"exact": [1.0, 0.0] * 20}, trials=2)

    found = compared(caller, first, second)

    assert (found.n, found.effect, found.method) == (20, -0.5, "bootstrap")


def test_items_that_changed_between_versions_are_left_out(caller):
    items = make_items(20)
    ids = [*items.ids[:15], *(uuid7() for _ in range(7))]
    later = Items(items.dataset, ids, [f"item-{i + 1}" for i in range(22)], 2)
    first = make_experiment(items, {"exact": [0.0] * 20})
    second = make_experiment(later, {"exact": [1.0] * 22})

    found = compared(caller, first, second)

    assert (found.n, found.only_in_first, found.only_in_second) == (15, 5, 7)
    assert [one.key for one in found.improved] == items.keys[:15]


def test_what_shares_no_items_is_not_enough_data(caller):
    first = make_experiment(make_items(20), {"exact": [1.0] * 20})
    second = make_experiment(make_items(20), {"exact": [0.0] * 20})

    found = compared(caller, first, second)

    assert (found.n, found.verdict, found.mean_first) == (0, "not enough data", None)


def test_different_versions_of_the_evaluator_are_told(caller):
    items = make_items(20)
    first = make_experiment(items, {"exact": [1.0] * 20})
    second = make_experiment(items, {"exact": [1.0] * 20}, evaluator_version=2)

    assert "different versions of exact" in compared(caller, first, second).sentence


def test_both_must_have_been_judged_by_it(caller):
    first, second = (make_experiment(make_items(1), {name: [1.0]}) for name in ("exact", "f1"))

    with pytest.raises(NotJudgedByThat):
        compared(caller, first, second)


def test_an_experiment_that_is_not_there_is_named(caller):
    first = make_experiment(make_items(1), {"exact": [1.0]})
    missing = uuid4()

    with pytest.raises(NoSuchExperiment, match=str(missing)):
        compare_many(caller, [first.id, missing], evaluator="exact")


def test_another_projects_is_not_there(caller):
    elsewhere = make_project("elsewhere")
    first, second = two(make_items(1, caller=elsewhere), [1.0], [1.0], caller=elsewhere)

    with pytest.raises(NoSuchExperiment):
        compared(caller, first, second)


def test_it_needs_the_right_to_read(caller):
    first, second = two(make_items(1), [1.0], [1.0])

    with pytest.raises(policy.MissingRight):
        compared(with_rights(policy.WRITE), first, second)
