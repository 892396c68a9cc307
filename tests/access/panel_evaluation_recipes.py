"""The same for the panel's datasets, evaluators, experiments and gates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.db import transaction
from app.services import datasets, evaluators
from app.services.gates import rules
from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.gate_recipes import gate_id
from tests.access.panel_recipes import RECIPES, acted, details, edited, of_noun
from tests.access.recipes import NDJSON, plain, recipe
from tests.access.table import ACTION
from tests.factories.datasets import items_in, make_dataset
from tests.factories.experiments import put_evaluator
from tests.factories.gates import make_items as make_few
from tests.factories.gates import make_judging
from tests.factories.prompts import make_prompt
from tests.factories.results import make_experiment, make_items

__all__ = ["RECIPES"]

for noun in ("datasets", "evaluators", "experiments", "gates"):
    of_noun(noun)


def dataset_id(cast: Cast) -> UUID:
    return make_dataset("questions", "one", caller=cast.here).id


def archived_dataset_id(cast: Cast) -> UUID:
    id_ = dataset_id(cast)
    with transaction():
        datasets.update_dataset(cast.here, id_, archived=True)
    return id_


def item_id(cast: Cast) -> UUID:
    return items_in(make_dataset("questions", "one", caller=cast.here))[0].id


def evaluator_id(cast: Cast) -> UUID:
    return put_evaluator(caller=cast.here).id


def archived_evaluator_id(cast: Cast) -> UUID:
    id_ = evaluator_id(cast)
    with transaction():
        evaluators.update_evaluator(cast.here, id_, archived=True)
    return id_


def experiment_id(cast: Cast) -> UUID:
    scores: dict[str, list[float | None]] = {"exact": [None]}
    return make_experiment(make_items(1), scores, cast.here, waiting=[0], name="slow").id


def result_key(cast: Cast) -> str:
    items = make_items(1)
    return f"{make_experiment(items, {'exact': [1.0]}, cast.here).id}.{items.ids[0]}.1"


def archived_gate_id(cast: Cast) -> UUID:
    id_ = gate_id(cast)
    with transaction():
        rules.archive_gate(cast.here, id_)
    return id_


details("datasets", dataset_id)
details("datasets", dataset_id, tab="versions")
details("datasets", dataset_id, tab="history")
details("evaluators", evaluator_id)
details("evaluators", evaluator_id, tab="history")
details("experiments", experiment_id)
details("experiments", experiment_id, tab="history")
details("gates", gate_id)
recipe("GET", "/admin/datasets/item/")(lambda cast: Asked(query={"id": item_id(cast)}))
for route in ("compare", "file"):
    recipe("GET", f"/admin/experiments/{route}/")(
        lambda cast: Asked(query={"id": experiment_id(cast)})
    )
recipe("GET", "/admin/experiments/result/")(lambda cast: Asked(query={"id": result_key(cast)}))

GATED: dict[str, Any] = {
    **{"prompt_prefix": "greet", "connection": "echo", "minimum": "0.5"},
    **{"dataset_id": "qa", "evaluator_id": "exact"},
}
edited("datasets", dataset_id, etag="*", name="renamed")
edited("evaluators", evaluator_id, etag="*", name="renamed")
edited("gates", gate_id, etag="*", **GATED)
recipe("GET", "/admin/evaluators/version/")(lambda cast: Asked(query={"id": evaluator_id(cast)}))
recipe("POST", "/admin/evaluators/version/")(
    lambda cast: Asked(query={"id": evaluator_id(cast)}, form={"config": '{"ignore_case": true}'})
)
recipe("GET", "/admin/evaluators/try/")(lambda cast: Asked(query={"id": evaluator_id(cast)}))
recipe("POST", "/admin/evaluators/try/")(
    lambda cast: Asked(query={"id": evaluator_id(cast)}, form={"output": "2", "expected": '"2"'})
)
plain("POST", "/admin/datasets/new/", form={"project": "default", "name": "new"})
plain("POST", "/admin/evaluators/new/", form={"project": "default", "name": "new", "kind": "exact"})


@recipe("POST", "/admin/experiments/new/")
def asking_for_an_experiment(cast: Cast) -> Asked:
    make_dataset("questions", "one", caller=cast.here)
    make_prompt("greet")
    return Asked(form={"project": "default", "dataset": "questions", "prompts": "greet"})


@recipe("POST", "/admin/gates/new/")
def making_a_gate(cast: Cast) -> Asked:
    make_few(caller=cast.here)
    make_judging(caller=cast.here)
    return Asked(form={"project": "default", **GATED})


# Files of items.

recipe("GET", "/admin/datasets/import/")(lambda cast: Asked(query={"id": dataset_id(cast)}))
recipe("GET", "/admin/datasets/file/")(lambda cast: Asked(query={"id": dataset_id(cast)}))
recipe("POST", "/admin/datasets/import/")(
    lambda cast: Asked(query={"id": dataset_id(cast)}, data=b'{"input": "two"}', mimetype=NDJSON)
)

acted("datasets", "archive", dataset_id)
acted("datasets", "restore", archived_dataset_id)
acted("evaluators", "archive", evaluator_id)
acted("evaluators", "restore", archived_evaluator_id)
recipe("GET", "/admin/experiments/action/", f"{ACTION}compare")(
    lambda cast: Asked(query={"do": "compare", "id": experiment_id(cast)})
)
recipe("POST", "/admin/experiments/action/", f"{ACTION}compare")(
    lambda cast: Asked(form={"do": "compare", "id": experiment_id(cast)})
)
acted("experiments", "cancel", experiment_id)
acted("experiments", "delete", experiment_id, typed="slow")
acted("gates", "archive", gate_id)
acted("gates", "restore", archived_gate_id)
