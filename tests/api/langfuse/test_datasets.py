"""Datasets, items and runs in Langfuse's shapes; what its SDKs make of them is in test_sdks.py."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.db import db, in_utc, now, transaction
from app.models import Experiment, ExperimentResult
from app.services import datasets, policy, traces
from app.services.langfuse import runs
from tests.api.langfuse.conftest import speaking
from tests.factories.access import make_key, see_everything, the_system
from tests.factories.otlp import sent_span

PUBLIC = "/api/public"
RUN_ITEMS = f"{PUBLIC}/dataset-run-items"
SUMS = "my ds/x"


@pytest.fixture
def sums(sdk):
    """The dataset's id; it has two items."""
    made = sdk.post(f"{PUBLIC}/v2/datasets", json={"name": SUMS, "metadata": ["a"]})
    for n in (1, 2):
        assert put(sdk, id=f"sum-{n}", input={"n": n}, expectedOutput=n + 1).status_code == 200
    return UUID(made.json["id"])


def put(sdk, **item):
    return sdk.post(f"{PUBLIC}/dataset-items", json={"datasetName": SUMS, **item})


def items(sdk, **query):
    return sdk.get(f"{PUBLIC}/dataset-items", query_string={"datasetName": SUMS, **query}).json


def run_item(sdk, **told):
    asked = {"runName": "first", "datasetItemId": "sum-1", "traceId": uuid4().hex, **told}
    return sdk.post(RUN_ITEMS, json=asked)


def the_run():
    see_everything()
    return db.session.scalars(select(Experiment)).one()


def the_result():
    see_everything()
    return db.session.scalars(select(ExperimentResult)).one()


def test_a_dataset_is_made_once_and_then_changed(sdk, sums):
    again = sdk.post(f"{PUBLIC}/datasets", json={"name": SUMS, "description": "Sums"})

    assert (again.json["id"], again.json["description"]) == (str(sums), "Sums")
    assert (again.json["metadata"], again.json["items"], again.json["runs"]) == (["a"], [], [])
    read = sdk.get(f"{PUBLIC}/v2/datasets/my%20ds%2Fx").json
    assert (read["name"], read["description"]) == (SUMS, "Sums")
    listed = sdk.get(f"{PUBLIC}/v2/datasets").json
    assert ([one["name"] for one in listed["data"]], listed["meta"]["totalItems"]) == ([SUMS], 1)


def test_an_item_is_put_in_the_place_of_the_one_of_its_id(sdk, sums):
    changed = put(sdk, id="sum-1", input={"n": 1}, expectedOutput=3, metadata={"why": "worse"})

    assert changed.json["expectedOutput"] == 3
    assert changed.json["mediaReferences"] == []
    found = items(sdk)
    assert [(one["id"], one["expectedOutput"]) for one in found["data"]] == [
        ("sum-1", 3),
        ("sum-2", 3),
    ]
    assert datasets.get_dataset(the_system(), sums).latest_version == 3


def test_without_an_id_an_item_gets_one(sdk, sums):
    made = put(sdk, id=None, input="what else?")

    read = sdk.get(f"{PUBLIC}/dataset-items/{made.json['id']}").json
    assert (read["input"], read["datasetName"], read["status"]) == ("what else?", SUMS, "ACTIVE")


def test_items_are_read_page_by_page_and_as_they_were(sdk, sums):
    before = in_utc(now())
    put(sdk, id="sum-3", input={"n": 3})

    page = items(sdk, page=2, limit=2)
    assert [one["id"] for one in page["data"]] == ["sum-3"]
    assert page["meta"] == {"page": 2, "limit": 2, "totalItems": 3, "totalPages": 2}
    assert len(items(sdk, version=before)["data"]) == 2
    assert items(sdk, version=in_utc(now() - timedelta(days=1)))["data"] == []


def test_items_know_what_they_were_made_from(sdk, sums):
    source = uuid4().hex
    put(sdk, id="sum-3", input="x", sourceTraceId=source)

    (found,) = items(sdk, sourceTraceId=source)["data"]
    assert (found["id"], found["sourceTraceId"]) == ("sum-3", source)


@pytest.mark.parametrize("how", ["status", "delete"])
def test_an_archived_item_is_no_longer_in_the_newest_version(sdk, sums, how):
    if how == "status":
        assert put(sdk, id="sum-1", status="ARCHIVED").json["status"] == "ARCHIVED"
    else:
        assert sdk.delete(f"{PUBLIC}/dataset-items/sum-1").json["message"]

    assert [one["id"] for one in items(sdk)["data"]] == ["sum-2"]
    assert sdk.get(f"{PUBLIC}/dataset-items/sum-1").json["status"] == "ARCHIVED"


@pytest.mark.parametrize(
    "wrong",
    [
        {"input": None},
        {"input": "x", "status": "LOST"},
        {"status": "ARCHIVED", "id": None},
        {"input": "x", "id": "k" * 600},
        {"input": "x", "datasetName": None},
    ],
    ids=str,
)
def test_what_makes_no_item_is_a_400(sdk, sums, wrong):
    assert put(sdk, **wrong).status_code == 400


def test_an_item_of_no_dataset_is_a_404(sdk, app):
    assert put(sdk, input="x").status_code == 404


def test_a_run_is_made_with_its_first_item_and_known_by_the_id_that_sdks_make(sdk, sums):
    first = run_item(sdk, runDescription="One", metadata={"model": "small"}).json
    second = run_item(sdk, datasetItemId="sum-2").json

    run = the_run()
    assert first["datasetRunId"] == second["datasetRunId"] == run.external_id
    assert run.external_id == runs.run_id_of(run.project_id, sums, "first")
    assert (run.result_count, run.done_count, run.status) == (2, 2, "finished")
    read = sdk.get(f"{PUBLIC}/datasets/my%20ds%2Fx/runs/first").json
    assert (read["description"], read["metadata"]) == ("One", {"model": "small"})
    assert [one["datasetItemId"] for one in read["datasetRunItems"]] == ["sum-1", "sum-2"]
    listed = sdk.get(f"{PUBLIC}/datasets/my%20ds%2Fx/runs").json
    assert [one["name"] for one in listed["data"]] == ["first"]


def test_the_id_is_that_of_the_sdk():
    """As recorded from the SDK, for ids that are no UUIDs."""
    assert runs.run_id_of("proj1", "ds_my ds/x", "exp run 2") == "f1f0807bd088189d"


def test_an_item_that_is_run_again_has_one_result(sdk, sums):
    traced = [run_item(sdk).json["traceId"] for _ in range(2)]

    assert the_run().result_count == 1
    assert the_result().trace_id.hex == traced[1]


def test_the_output_is_that_of_the_trace(sdk, sums):
    span = sent_span(input={"n": 1}, output="two", latency_ms=1200.0)
    with transaction():
        traces.store_spans(the_system(), [span])

    run_item(sdk, traceId=span.trace_id.hex)

    result = the_result()
    assert (result.output, result.latency_ms, result.status) == ("two", 1200.0, "succeeded")


def told_of(sums, **about):
    names = {"name": "first", "item.id": "sum-1", "dataset.id": str(sums), **about}
    attributes = {f"{runs.ABOUT}{name}": value for name, value in names.items()}
    return sent_span(attributes=attributes, output="two")


def test_spans_that_tell_of_an_experiment_lead_to_the_same_run(sdk, sums):
    run_item(sdk)
    with transaction():
        runs.take_spans(the_system(), [told_of(sums)])

    assert the_run().result_count == 1
    assert the_result().output == "two"


@pytest.mark.parametrize(
    "about",
    [{"name": None}, {"item.id": "nobody"}, {"item.id": 7}, {"dataset.id": "x"}, {"name": ""}],
    ids=str,
)
def test_what_tells_of_no_item_is_a_trace_and_nothing_else(sums, about):
    with transaction():
        runs.take_spans(the_system(), [told_of(sums, **about)])

    see_everything()
    assert db.session.scalars(select(Experiment)).all() == []


def test_a_key_that_only_reports_makes_no_experiment(app, sdk, sums):
    reporting = policy.Caller("key 1", the_system().project_id, frozenset((policy.INGEST,)))
    with transaction():
        runs.take_spans(reporting, [told_of(sums)])
    see_everything()
    assert db.session.scalars(select(Experiment)).all() == []
    assert run_item(speaking(app, make_key(scopes=("ingest",)))).status_code == 403


def test_a_run_is_judged_even_before_anything_else_of_it_is_told(sdk, sums):
    run_id = runs.run_id_of(the_system().project_id, sums, "first")
    body = {"datasetRunId": run_id, "name": "average", "value": 0.5}
    assert sdk.post(f"{PUBLIC}/scores", json=body).status_code == 200
    run_item(sdk)

    (found,) = sdk.get(
        f"{PUBLIC}/experiments",
        query_string={"fromStartTime": in_utc(now() - timedelta(hours=1)), "fields": "core,scores"},
    ).json["data"]
    assert (found["id"], found["itemCount"]) == (run_id, 1)
    (score,) = found["scores"]
    assert (score["name"], score["value"]) == ("average", 0.5)
    assert score["subject"] == {"kind": "experiment", "id": run_id}


def test_the_items_of_an_experiment_are_read_page_by_page(sdk, sums):
    for key in ("sum-1", "sum-2"):
        run_item(sdk, datasetItemId=key)
    asked = {"experimentId": the_run().external_id, "limit": 1}

    first = sdk.get(f"{PUBLIC}/experiment-items", query_string=asked).json
    rest = sdk.get(f"{PUBLIC}/experiment-items", query_string=asked | first["meta"]).json

    assert [one["experimentItemId"] for one in first["data"] + rest["data"]] == ["sum-1", "sum-2"]
    assert rest["meta"] == {}


def test_a_run_is_removed_with_its_results(sdk, sums):
    run_item(sdk)

    assert sdk.delete(f"{PUBLIC}/datasets/my%20ds%2Fx/runs/first").status_code == 200
    assert sdk.get(f"{PUBLIC}/datasets/my%20ds%2Fx/runs/first").status_code == 404
