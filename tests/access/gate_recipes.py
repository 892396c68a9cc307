"""What makes questions about gates valid."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.recipes import RECIPES, SECRET_TEXT, plain, prompt_path, recipe
from tests.factories.gates import make_gate, make_items, make_judging

__all__ = ["RECIPES"]

GATE = "/api/gates/<uuid:gate_id>"
PROMPT = "/api/prompts/<uuid:prompt_id>"
PAST_GATES = {"override_gates": True, "reason": "It must be"}


def gate_id(cast: Cast) -> UUID:
    dataset, evaluator = make_items(caller=cast.here), make_judging(caller=cast.here)
    return make_gate(dataset, evaluator, cast.here, prompt_prefix="", description=SECRET_TEXT).id


def guarded(cast: Cast) -> dict[str, UUID]:
    """A prompt whose gates are all shut; a version is active from before."""
    path = prompt_path()
    gate_id(cast)
    return path


def of_gate(method: str, **asked: Any) -> None:
    recipe(method, GATE)(lambda cast: Asked(path={"gate_id": gate_id(cast)}, **asked))


plain("GET", "/api/gates")
of_gate("GET")
of_gate("PATCH", json={"minimum": 0.5})
of_gate("DELETE")


@recipe("POST", "/api/gates")
def putting_one_up(cast: Cast) -> Asked:
    dataset, evaluator = make_items(caller=cast.here), make_judging(caller=cast.here)
    named = {"dataset_id": str(dataset.id), "evaluator_id": str(evaluator.id)}
    return Asked(json={"tag": "guarded", "minimum": 0.5, "connection": "echo", **named})


@recipe("GET", f"{PROMPT}/gates")
def asking_them(cast: Cast) -> Asked:
    return Asked(path=guarded(cast), query={"version": 2})


@recipe("POST", f"{PROMPT}/activate", "shut")
def activating_before_a_gate(cast: Cast) -> Asked:
    return Asked(path=guarded(cast), json={"version": 2})


@recipe("POST", f"{PROMPT}/activate", "override")
def activating_past_it(cast: Cast) -> Asked:
    return Asked(path=guarded(cast), json={"version": 2, **PAST_GATES})
