"""The same for experiments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.dataset_recipes import RECIPES
from tests.access.recipes import SECRET_TEXT, recipe
from tests.factories.experiments import ask_for_experiment, put_dataset, put_evaluator

__all__ = ["RECIPES"]

EXPERIMENTS = "/api/experiments"
EXPERIMENT = "/api/experiments/<uuid:experiment_id>"


def numbers(cast: Cast) -> Any:
    put_evaluator("exact", caller=cast.here)
    return put_dataset(1, name=SECRET_TEXT, caller=cast.here)


def experiment_path(cast: Cast) -> dict[str, UUID]:
    """One that waits, made by somebody else than who asks."""
    made = ask_for_experiment(numbers(cast), caller=cast.here, name=SECRET_TEXT)
    return {"experiment_id": made.id}


@recipe("GET", EXPERIMENTS)
def listing_experiments(cast: Cast) -> Asked:
    experiment_path(cast)
    return Asked(query={})


@recipe("POST", EXPERIMENTS)
def asking_for_an_experiment(cast: Cast) -> Asked:
    dataset = numbers(cast)
    return Asked(json={"dataset": str(dataset.id), "prompts": [{"content": "{{ q }}"}]})


@recipe("POST", f"{EXPERIMENTS}/recorded")
def handing_in_outputs(cast: Cast) -> Asked:
    dataset = numbers(cast)
    output = {"key": "k1", "output": "1"}
    return Asked(json={"dataset": str(dataset.id), "outputs": [output]})


for method, route in (
    *(("GET", EXPERIMENT), ("DELETE", EXPERIMENT), ("POST", f"{EXPERIMENT}/cancel")),
    *(("GET", f"{EXPERIMENT}/results"), ("GET", f"{EXPERIMENT}/export")),
):
    recipe(method, route)(lambda cast: Asked(path=experiment_path(cast)))
