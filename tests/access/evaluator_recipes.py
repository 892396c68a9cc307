"""The same for evaluators, and for experiments side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.experiment_recipes import RECIPES
from tests.access.recipes import SECRET_TEXT, plain, recipe
from tests.factories.experiments import put_evaluator

__all__ = ["RECIPES"]

EVALUATORS = "/api/evaluators"
EVALUATOR = f"{EVALUATORS}/<uuid:evaluator_id>"


def evaluator_path(cast: Cast) -> dict[str, UUID]:
    made = put_evaluator(SECRET_TEXT, caller=cast.here)
    return {"evaluator_id": made.id}


def of_an_evaluator(method: str, tail: str = "", **asked: Any) -> None:
    recipe(method, EVALUATOR + tail)(lambda cast: Asked(path=evaluator_path(cast), **asked))


@recipe("GET", EVALUATORS)
def listing_evaluators(cast: Cast) -> Asked:
    evaluator_path(cast)
    return Asked()


plain("POST", EVALUATORS, json={"name": "new", "kind": "exact"})
plain("GET", f"{EVALUATORS}/kinds")
plain("POST", f"{EVALUATORS}/try", json={"kind": "exact", "output": "a", "expected": "a"})
of_an_evaluator("GET")
of_an_evaluator("PATCH", json={"archived": True})
of_an_evaluator("POST", "/versions", json={"config": {"ignore_case": True}})
