"""Datasets, evaluators, experiments and a gate, as pages show them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.db import transaction
from app.models import Dataset, Experiment
from app.services import experiments
from tests.factories.access import the_system
from tests.factories.datasets import put
from tests.factories.experiments import ask_for_experiment, put_dataset, put_evaluator, worked_at
from tests.factories.gates import make_gate
from tests.factories.prompts import make_prompt

ITEMS = 12


def put_tickets(name: str = "support/tickets") -> Dataset:
    return put_dataset(
        [
            {
                "key": f"ticket-{n:02}",
                "input": {"subject": f"parcel {n}"},
                "expected": f"Parcel {n} is on its way.",
                "tags": ["parcels"],
            }
            for n in range(ITEMS)
        ],
        name,
    )


def hand_in(dataset: Dataset, right: int, *, version: int, fails: bool = False) -> Experiment:
    """Outputs of a version, the first so many of them as expected; scored."""
    outputs: list[dict[str, Any]] = [
        {
            "key": f"ticket-{n:02}",
            "output": f"Parcel {n} is {'on its way' if n < right else 'lost, sorry'}.",
            "latency_ms": 400.0 + n,
        }
        for n in range(ITEMS)
    ]
    if fails:
        outputs[-1] = {"key": f"ticket-{ITEMS - 1:02}", "error": "The model answered 429."}
    with transaction():
        read = experiments.read_outputs(
            the_system(), experiments.numbered(outputs), dataset=dataset.id
        )
        made = experiments.score_outputs(
            the_system(),
            read,
            evaluators=[{"name": "as expected"}, {"name": "close enough"}],
            prompt_name="support/answer",
            version=version,
        )
    return worked_at(made)


def addresses_of_evaluations() -> dict[str, str]:
    """Every page of evaluations with something to show on it."""
    prompt = make_prompt("support/answer", content="Answer {{ subject }}", versions=2)
    dataset = put_tickets()
    exact = put_evaluator("as expected")
    put_evaluator("close enough", "token_f1", pass_at=0.5)
    before = hand_in(dataset, 4, version=1, fails=True)
    after = hand_in(dataset, 9, version=2)
    waiting = ask_for_experiment(dataset, evaluators=[{"name": "as expected"}], budget_usd=1)
    make_gate(dataset, exact, prompt_name="support/answer", max_drop=0.1, accept_recorded=True)
    put(dataset, {"key": "ticket-01", "input": {"subject": "another"}, "expected": "x"})
    return {
        "datasets": "/datasets",
        "no dataset found": "/datasets?q=nothing-like-this",
        "dataset": f"/datasets/{dataset.id}?item=ticket-03",
        "dataset versions": f"/datasets/{dataset.id}?tab=versions",
        "dataset changes": f"/datasets/{dataset.id}?tab=changes",
        "no dataset": f"/datasets/{UUID(int=0)}",
        "evaluators": "/evaluators",
        "evaluator": f"/evaluators/{exact.id}",
        "new evaluator": "/evaluators/new",
        "experiments": "/experiments",
        "no experiment found": f"/experiments?group={UUID(int=1)}",
        "experiment": f"/experiments/{before.id}?at=ticket-11~1",
        "open experiment": f"/experiments/{waiting.id}",
        "new experiment": "/experiments/new?prompt=support/answer&dataset=support/tickets",
        "hand in": "/experiments/new?way=recorded",
        "compare": f"/experiments/compare?ids={before.id}&ids={after.id}&at=ticket-05",
        "nothing to compare": f"/experiments/compare?ids={before.id}",
        "gates": "/settings/gates",
        "gates of a prompt": f"/prompts/{prompt.id}?tab=gates&v=2",
    }
