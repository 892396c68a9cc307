"""The same for datasets and their runs in Langfuse's API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from app.db import transaction
from app.services.langfuse import runs
from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.evaluator_recipes import RECIPES
from tests.access.recipes import SECRET_TEXT, plain, recipe
from tests.factories.datasets import items_in, make_dataset

__all__ = ["RECIPES"]

PUBLIC = "/api/public"
RUN = f"{PUBLIC}/datasets/<path:name>/runs/<path:run_name>"


def item_id(cast: Cast) -> str:
    """Of the first item of a dataset that is made for it."""
    return items_in(make_dataset("questions", SECRET_TEXT, caller=cast.here))[0].key


def run_path(cast: Cast) -> dict[str, str]:
    told = runs.Told(name="first", item_id=item_id(cast), trace_id=uuid4())
    with transaction():
        runs.put_run_item(cast.here, told)
    return {"name": "questions", "run_name": "first"}


def after_a_run(**asked: Any) -> Any:
    def asking(cast: Cast) -> Asked:
        run_path(cast)
        return Asked(**asked)

    return asking


plain("POST", f"{PUBLIC}/v2/datasets", json={"name": "new"})
plain("POST", f"{PUBLIC}/datasets", json={"name": "new"})
recipe("GET", f"{PUBLIC}/v2/datasets")(after_a_run())
recipe("GET", f"{PUBLIC}/v2/datasets/<path:name>")(after_a_run(path={"name": "questions"}))
recipe("GET", f"{PUBLIC}/dataset-items")(after_a_run(query={"datasetName": "questions"}))
recipe("POST", f"{PUBLIC}/dataset-items")(
    after_a_run(json={"datasetName": "questions", "id": "new", "input": "new"})
)
for method in ("GET", "DELETE"):
    recipe(method, f"{PUBLIC}/dataset-items/<path:item_id>")(
        lambda cast: Asked(path={"item_id": item_id(cast)})
    )
    recipe(method, RUN)(lambda cast: Asked(path=run_path(cast)))
recipe("POST", f"{PUBLIC}/dataset-run-items")(
    lambda cast: Asked(
        json={"runName": "new", "datasetItemId": item_id(cast), "traceId": uuid4().hex}
    )
)
recipe("GET", f"{PUBLIC}/datasets/<path:name>/runs")(after_a_run(path={"name": "questions"}))
recipe("GET", f"{PUBLIC}/experiments")(after_a_run(query={"fromStartTime": "2026-01-01T00:00:00Z"}))


@recipe("GET", f"{PUBLIC}/experiment-items")
def listing_experiment_items(cast: Cast) -> Asked:
    run_path(cast)
    run, _ = runs.list_runs(cast.here, "questions", limit=1, offset=0)
    return Asked(query={"experimentId": run[0].external_id})
