"""Experiments compared, by the API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.factories.results import make_experiment, make_items


def make_pair(n=12):
    items = make_items(n)
    return [make_experiment(items, {"exact": [score] * n}) for score in (0.0, 1.0)]


def ask(client, experiments, **query):
    ids = [str(getattr(one, "id", one)) for one in experiments]
    return client.get("/api/experiments/compare", query_string={"ids": ids, **query})


def test_two_are_compared(client):
    pair = make_pair()

    r = ask(client, pair)

    assert r.status_code == 200
    assert [one["id"] for one in r.json["experiments"]] == [str(one.id) for one in pair]
    (compared,) = r.json["compared"]
    assert (compared["verdict"], compared["effect"], compared["improved_count"]) == (
        "better",
        1,
        12,
    )
    assert compared["interval"]["method"] == "newcombe"
    assert len(r.json["items"]) == r.json["total"] == 12
    (trial,) = r.json["items"][0]["trials"][1]
    assert trial["output"] == "answer 0"
    assert trial["scores"]["exact"] == {
        "value": 1,
        "passed": True,
        "reason": "because",
        "error": None,
    }
    assert "Link" not in r.headers


def test_the_next_page_is_named(client):
    pair, keys = make_pair(), []
    r = ask(client, pair, filter="improved", limit=5)
    while True:
        keys += [item["key"] for item in r.json["items"]]
        if "Link" not in r.headers:
            break
        r = client.get(r.headers["Link"][1:].partition(">")[0])

    assert keys == [f"item-{i}" for i in range(1, 13)]
    assert r.json["compared"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *(({"filter": "nice"}, "filter"), ({"errors": "best"}, "errors")),
        *(({"cursor": "x"}, "cursor"), ({"limit": 101}, "limit"), ({"evaluator": ""}, "evaluator")),
    ],
)
def test_what_it_does_not_know_is_refused(client, query, field):
    r = ask(client, make_pair(1), **query)

    assert (r.status_code, list(r.json["errors"]["query"])) == (422, [field])


@pytest.mark.parametrize("ids", [[], ["x", "y"], [uuid4()], [uuid4() for _ in range(6)]])
def test_it_takes_two_to_five(client, ids):
    assert ask(client, ids).status_code == 422


def test_one_and_the_same_is_refused(client):
    first, _ = make_pair(1)

    assert ask(client, [first, first]).status_code == 422


def test_a_missing_one_is_not_found(client):
    r = ask(client, [make_pair(1)[0], uuid4()])

    assert (r.status_code, r.json["code"]) == (404, "no_such_experiment")


def test_an_evaluator_that_did_not_judge_is_refused(client):
    r = ask(client, make_pair(1), evaluator="f1")

    assert (r.status_code, r.json["code"]) == (409, "not_judged_by_that")


def test_agreement_with_people_says_when_there_is_too_little(client):
    r = client.get(f"/api/experiments/{make_pair()[0].id}/agreement")

    assert r.status_code == 200
    assert (r.json["evaluator"], r.json["n"], r.json["kappa"]) == ("exact", 0, None)
    assert r.json["sentence"].startswith("Not enough data: 0 results were")
