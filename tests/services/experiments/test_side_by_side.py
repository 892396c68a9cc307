"""Several experiments item by item."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.db import db, transaction, uuid7
from app.errors import Invalid
from app.models import ExperimentResult
from app.services import policy, scores
from app.services.experiments import NoSuchExperiment
from app.services.experiments.comparing import NotJudgedByThat
from app.services.experiments.side_by_side import compare_many
from app.services.scores import Given, Target
from tests.factories.access import with_rights
from tests.factories.results import Items, make_experiment, make_items


def make_three(n=12):
    """Against the first the second lost item 1 and gained item 12, the third lost item 2."""
    items = make_items(n)
    first = [1.0] * (n - 1) + [0.0]
    second, third = [0.0, *first[1:-1], 1.0], [1.0, 0.0, *first[2:]]
    return [make_experiment(items, {"exact": scores}) for scores in (first, second, third)]


def many(caller, experiments, **named):
    return compare_many(caller, [one.id for one in experiments], **named)


def keys(found):
    return [row.key for row in found.items]


def test_each_item_with_what_everybody_said(caller):
    experiments = make_three()

    found = many(caller, experiments)

    assert (found.total, found.next, found.evaluator) == (12, None, "exact")
    assert keys(found) == [f"item-{i}" for i in range(1, 13)]
    row = found.items[0]
    assert (row.input, row.expected) == ({"question": "item-1"}, "2")
    assert [one.result.output for (one,) in row.trials] == ["answer 0"] * 3
    assert [one.scores["exact"].value for (one,) in row.trials] == [1, 0, 1]


def test_each_is_compared_with_the_first(caller):
    first, second, third = make_three()

    found = many(caller, [first, second, third])

    assert [(one.first_id, one.second_id) for one in found.compared] == [
        (first.id, second.id),
        (first.id, third.id),
    ]
    assert [one.regressed_count for one in found.compared] == [1, 1]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("regressed", ["item-1", "item-2"]),
        ("improved", ["item-12"]),
        ("disagree", ["item-1", "item-2", "item-12"]),
        ("failed", []),
    ],
)
def test_it_is_filtered(caller, wanted, expected):
    found = many(caller, make_three(), filter=wanted)

    assert (keys(found), found.total) == (expected, len(expected))


@pytest.mark.parametrize("wanted", ["all", "disagree"])
def test_page_by_page_it_is_the_same(caller, wanted):
    experiments, read, cursor = make_three(), [], None
    while True:
        page = many(caller, experiments, filter=wanted, limit=2, cursor=cursor)
        assert bool(page.compared) == (cursor is None)
        read, cursor = read + keys(page), page.next
        if cursor is None:
            break

    assert read == keys(many(caller, experiments, filter=wanted))


def test_failed_are_results_and_judgements_without_one(caller):
    items = make_items(4)
    first = make_experiment(items, {"exact": [1.0, 1.0, 1.0, None]})
    second = make_experiment(items, {"exact": [1.0] * 4}, failed=[1])

    found = many(caller, [first, second], filter="failed")

    assert keys(found) == ["item-2", "item-4"]
    assert found.items[0].trials[1][0].result.error == "It did not answer."
    assert found.items[1].trials[0][0].scores["exact"].error == "It could not tell."


def test_without_an_evaluator_in_common_there_are_outputs_and_failures(caller):
    items = make_items(3)
    pair = [make_experiment(items, {"a": [1.0] * 3}), make_experiment(items, failed=[2])]

    assert (many(caller, pair).evaluator, many(caller, pair).compared) == (None, [])
    assert keys(many(caller, pair, filter="failed")) == ["item-3"]
    with pytest.raises(Invalid):
        many(caller, pair, filter="regressed")


def test_scores_without_passing_disagree_where_they_differ(caller):
    items = make_items(3)
    pair = [
        make_experiment(items, {"f1": values}, passes=False)
        for values in ([0.1, 0.2, 0.3], [0.1, 0.25, 0.3])
    ]

    assert keys(many(caller, pair, filter="disagree")) == ["item-2"]


def test_an_item_that_one_has_not_got_has_no_trials_there(caller):
    items = make_items(2)
    other = Items(items.dataset, [items.ids[0], uuid7()], items.keys, 2)
    pair = [make_experiment(which, {"exact": [1.0, 0.0]}) for which in (items, other)]

    found = many(caller, pair)

    assert [len(one) for one in found.items[1].trials] == [1, 0]


def test_all_trials_are_shown(caller):
    items = make_items(1)
    pair = [make_experiment(items, {"exact": [1.0, 0.0]}, trials=2) for _ in range(2)]

    found = many(caller, pair)

    assert [one.result.trial for one in found.items[0].trials[0]] == [1, 2]
    assert found.total == 1


def test_what_people_gave_to_the_run_is_there(caller):
    first, second = make_three()[:2]
    run_id = uuid7()
    with transaction():
        policy.require(caller, policy.WRITE)
        db.session.get(
            ExperimentResult, (first.id, first_item(caller, first), 1, caller.project_id)
        ).run_id = run_id
        given = Given("helpful", True, Target(run_id=run_id), source="person")
        scores.give_scores(caller, [given])

    found = many(caller, [first, second])

    (trial,) = found.items[0].trials[0]
    assert [(one.name, one.judged) for one in trial.human_scores] == [("helpful", True)]


def test_what_people_gave_to_the_result_is_there(caller):
    items = make_items(2)
    first, second = (make_experiment(items, {"exact": [1.0, 0.0]}) for _ in range(2))
    target = Target(experiment_id=second.id, item_id=items.ids[1])
    with transaction():
        scores.give_scores(caller, [Given("helpful", True, target, source="person")])

    found = many(caller, [first, second])

    told = [[len(trial.human_scores) for (trial,) in item.trials] for item in found.items]
    assert told == [[0, 0], [0, 1]]


def first_item(caller, experiment):
    return compare_many(caller, [experiment.id, make_three()[0].id]).items[0].item_id


@pytest.mark.parametrize("count", [0, 1, 6])
def test_two_to_five_are_compared(caller, count):
    with pytest.raises(Invalid):
        compare_many(caller, [uuid4() for _ in range(count)])


def test_none_is_compared_with_itself(caller):
    first = make_three()[0]

    with pytest.raises(Invalid):
        many(caller, [first, first])


def test_a_missing_one_and_a_missing_evaluator_are_named(caller):
    first, second = make_three()[:2]

    with pytest.raises(NoSuchExperiment):
        compare_many(caller, [first.id, uuid4()])
    with pytest.raises(NotJudgedByThat):
        many(caller, [first, second], evaluator="f1")


def test_it_needs_the_right_to_read(caller):
    with pytest.raises(policy.MissingRight):
        many(with_rights(policy.WRITE), make_three())
