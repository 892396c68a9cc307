"""Evaluations: how fast one worker scores, and the pages of experiments of 100,000 results."""

from __future__ import annotations

import json
import time
from statistics import median
from uuid import UUID

import numpy as np
from sqlalchemy import func, select

from app import create_app, evaluators
from app.db import db, transaction
from app.evaluators import Judged
from app.services import experiments, policy
from app.services.experiments.executing import Wishes, work_at
from app.services.experiments.totals import write_last_totals
from benchmarks.report import compare, show, show_most, show_ratio
from benchmarks.stage import Stage
from tests.conftest import dispose
from tests.factories.access import the_system
from tests.factories.experiments import put_evaluator
from tests.factories.results import Items, make_experiment, make_items

OUTPUTS, RESULTS = 20_000, 100_000
LEAST_A_SECOND, PAGE_MS, COMPARE_MS = 5_000, 200, 300


def run(stage: Stage, rounds: int, seconds: float) -> None:
    app = create_app(stage.settings)
    with app.app_context():
        scoring(stage, rounds)
        first, second = large_ones()
        db.session.remove()
    dispose(app)
    one, pair = f"/api/experiments/{first}", f"ids={first}&ids={second}"
    with stage.serve() as ours:
        cases = [
            stage.target("experiment", ours, one),
            stage.target("results", ours, f"{one}/results?limit=50"),
            stage.target(
                "results by verdict", ours, f"{one}/results?limit=50&evaluator=exact&outcome=failed"
            ),
            stage.target("compare, pass or fail", ours, f"/api/experiments/compare?{pair}"),
            stage.target("compare, scores", ours, f"/api/experiments/compare?{pair}&evaluator=f1"),
            stage.target(
                "compare, regressed", ours, f"/api/experiments/compare?{pair}&filter=regressed"
            ),
        ]
        results = compare(cases, 1, rounds, seconds)
    show(f"Experiments of {RESULTS:,} results, 1 connection", results)
    for name, measured in results.items():
        most = COMPARE_MS if name.startswith("compare") else PAGE_MS
        show_most(f"p95, {name}", measured.p95_ms, most)


def scoring(stage: Stage, rounds: int) -> None:
    """Outputs that are there already, by two evaluators; beside it the evaluators alone."""
    put_evaluator("bench exact")
    put_evaluator("bench number", "numeric")
    items = make_items(OUTPUTS, "bench outputs")
    lines = [output_of(items, number) for number in range(OUTPUTS)]
    rates, alone = [], []
    for _ in range(rounds):
        alone.append(OUTPUTS / judged_alone(lines))
        rates.append(OUTPUTS / scored_by_a_worker(stage, items, lines))
    print(f"\nScoring {OUTPUTS:,} recorded outputs by two evaluators, one worker")
    print(f"  {median(rates):,.0f} items/s, {median(alone):,.0f} by the evaluators alone")
    show_ratio(f"to {LEAST_A_SECOND:,} items/s", median(rates) / LEAST_A_SECOND, least=1)


def output_of(items: Items, number: int) -> bytes:
    said = {"key": items.keys[number], "output": f"The answer is {number}."}
    return json.dumps(said).encode() + b"\n"


def judged_alone(lines: list[bytes]) -> float:
    judging = [evaluators.make("exact", {}), evaluators.make("numeric", {})]
    began = time.perf_counter()
    for line in lines:
        judged = Judged(output=json.loads(line)["output"], expected="7")
        for one in judging:
            one.judge(judged)
    return time.perf_counter() - began


def scored_by_a_worker(stage: Stage, items: Items, lines: list[bytes]) -> float:
    caller = the_system()
    read = experiments.read_outputs(
        caller, experiments.read_lines(iter(lines)), dataset=items.dataset.id
    )
    with transaction():
        made = experiments.score_outputs(
            caller, read, evaluators=[{"name": "bench exact"}, {"name": "bench number"}]
        )
        id_: UUID = made.id
    began = time.perf_counter()
    work_at(caller.project_id, id_, stage.settings, Wishes())
    return time.perf_counter() - began


def large_ones() -> tuple[UUID, UUID]:
    random, items = np.random.default_rng(1), make_items(RESULTS, "bench results")
    made = []
    for share in (0.70, 0.71):
        scores = {"exact": (random.random(RESULTS) < share) * 1.0, "f1": random.random(RESULTS)}
        experiment = make_experiment(items, scores)
        with transaction():
            policy.require(the_system(), policy.READ)
            write_last_totals(experiment)
            # As the first worker at an experiment does.
            db.session.execute(select(func.count_results()))
        made.append(experiment.id)
    return made[0], made[1]
