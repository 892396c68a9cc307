"""Experiments compared, by the API."""

from __future__ import annotations

import csv
import io
import json
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


def export(client, experiments, kind, **query):
    ids = [str(one.id) for one in experiments]
    asked = {"ids": ids, "format": kind, **query}
    return client.get("/api/experiments/compare/export", query_string=asked)


def test_all_of_it_is_exported(client, monkeypatch):
    monkeypatch.setattr("app.services.experiments.exporting_side_by_side.ITEMS_AT_ONCE", 5)
    pair = make_pair()

    lines = [json.loads(line) for line in export(client, pair, "jsonl").data.splitlines()]
    table = list(csv.DictReader(io.StringIO(export(client, pair, "csv").text)))
    summary = export(client, pair, "md")

    assert [line["key"] for line in lines] == [f"item-{i}" for i in range(1, 13)]
    assert [(one["experiment_id"], one["trial"]) for one in lines[0]["results"]] == [
        (str(experiment.id), 1) for experiment in pair
    ]
    assert [one["scores"]["exact"]["value"] for one in lines[11]["results"]] == [0, 1]
    first, second = (f"{letter} {one.name}" for letter, one in zip("AB", pair, strict=True))
    assert len(table) == 12
    assert table[0] | {"input": ""} == {
        **{"key": "item-1", "trial": "1", "input": "", "expected": "2"},
        **{f"{first}: output": "answer 0", f"{first}: exact": "0.0"},
        **{f"{second}: output": "answer 0", f"{second}: exact": "1.0"},
    }
    assert summary.mimetype == "text/markdown"
    assert "points more items right than" in summary.text
    assert "| item-1 | answer 0 | 0 | answer 0 | 1 |" in summary.text


def test_only_what_the_filter_lets_through_is_exported(client):
    items = make_items(3)
    pair = [make_experiment(items, {"exact": some}) for some in ([1.0, 0.0, 1.0], [1.0, 1.0, 0.0])]

    keys = [
        json.loads(export(client, pair, "jsonl", filter=wanted).data)["key"]
        for wanted in ("improved", "regressed")
    ]

    assert keys == ["item-2", "item-3"]


def test_of_several_trials_each_has_a_row_and_nothing_runs_in_a_spreadsheet(client):
    items = make_items(1)
    one = make_experiment(items, {"exact": [1.0, None]}, trials=2, outputs=["=1+1", "b"])
    other = make_experiment(items, {"exact": [1.0]}, failed=[0], name="=cmd")

    rows = list(csv.reader(io.StringIO(export(client, [one, other], "csv").text)))

    assert rows[1][4:] == ["'=1+1", "1.0", "It did not answer.", ""]
    assert rows[2][4:] == ["b", "", "", ""]
    assert "| It did not answer. |  | =1+1 | 1 |" in export(client, [other, one], "md").text


def test_an_export_of_what_is_not_there_or_no_format_is_refused(client):
    pair = make_pair(1)

    assert export(client, pair, "xls").status_code == 422
    assert export(client, pair[:1], "csv").status_code == 422
    assert export(client, pair, "csv", evaluator="taste").status_code == 409


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
