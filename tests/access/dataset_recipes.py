"""The same for datasets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.recipes import NDJSON, SECRET_TEXT, plain, recipe
from tests.access.trace_recipes import RECIPES, run_path, stored_trace
from tests.factories.datasets import make_dataset

__all__ = ["RECIPES"]

DATASETS = "/api/datasets"
DATASET = f"{DATASETS}/<uuid:dataset_id>"


def dataset_path(cast: Cast) -> dict[str, UUID]:
    made = make_dataset("questions", SECRET_TEXT, caller=cast.here, description=SECRET_TEXT)
    return {"dataset_id": made.id}


def of_a_dataset(method: str, tail: str = "", **asked: Any) -> None:
    recipe(method, DATASET + tail)(lambda cast: Asked(path=dataset_path(cast), **asked))


@recipe("GET", DATASETS)
def listing_datasets(cast: Cast) -> Asked:
    dataset_path(cast)
    return Asked()


plain("POST", DATASETS, json={"name": "new"})
of_a_dataset("GET")
of_a_dataset("PATCH", json={"archived": True})
of_a_dataset("DELETE")
of_a_dataset("GET", "/versions")
of_a_dataset("GET", "/diff", query={"from": 0, "to": 1})
of_a_dataset("GET", "/items")
of_a_dataset("POST", "/items", json={"items": [{"input": "new"}]})
of_a_dataset("POST", "/items/remove", json={"keys": ["1"]})
of_a_dataset("GET", "/item", query={"key": "1"})
of_a_dataset("PATCH", "/item", query={"key": "1"}, json={"expected": "new"})
of_a_dataset("DELETE", "/item", query={"key": "1"})
of_a_dataset("POST", "/import", data=b'{"input": "new"}', mimetype=NDJSON)
of_a_dataset("GET", "/export")


@recipe("POST", f"{DATASET}/items/from-runs")
def adding_from_runs(cast: Cast) -> Asked:
    run_id = str(run_path()["run_id"])
    return Asked(path=dataset_path(cast), json={"ids": [run_id]})


@recipe("POST", f"{DATASET}/items/from-traces")
def adding_from_traces(cast: Cast) -> Asked:
    trace_id = stored_trace(cast)["trace_id"]
    return Asked(path=dataset_path(cast), json={"ids": [trace_id]})
