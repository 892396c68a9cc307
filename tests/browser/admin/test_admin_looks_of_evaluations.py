"""Every page of the panel that shows evaluations, runs and traces: see `test_admin_looks`."""

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import ExperimentResult, Span
from app.services import policy, scores
from app.services.scores import Given, Target
from tests.browser.admin.conftest import what_is_wrong
from tests.browser.evaluations import hand_in, put_tickets
from tests.factories.access import the_system
from tests.factories.datasets import put
from tests.factories.experiments import ask_for_experiment, put_evaluator
from tests.factories.gates import make_gate
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, carried_out
from tests.factories.scores import make_scale
from tests.factories.telemetry import make_masking_rule, make_price

pytestmark = pytest.mark.xdist_group("panel")
PAGES = [
    "/admin/datasets/",
    "/admin/datasets/?q=nothing-like-it",
    "/admin/datasets/new/",
    "/admin/datasets/details/?id={dataset}",
    "/admin/datasets/details/?id={dataset}&tab=versions",
    "/admin/datasets/details/?id={dataset}&tab=history",
    "/admin/datasets/item/?id={item}",
    "/admin/datasets/edit/?id={dataset}",
    "/admin/datasets/import/?id={dataset}",
    "/admin/datasets/action/?do=archive&id={dataset}",
    "/admin/evaluators/",
    "/admin/evaluators/new/",
    "/admin/evaluators/details/?id={evaluator}",
    "/admin/evaluators/edit/?id={evaluator}",
    "/admin/evaluators/version/?id={evaluator}",
    "/admin/evaluators/try/?id={evaluator}",
    "/admin/evaluators/action/?do=archive&id={evaluator}",
    "/admin/experiments/",
    "/admin/experiments/new/",
    "/admin/experiments/details/?id={experiment}",
    "/admin/experiments/details/?id={experiment}&show=failed",
    "/admin/experiments/details/?id={experiment}&tab=history",
    "/admin/experiments/details/?id={waiting}",
    "/admin/experiments/compare/?id={experiment}",
    "/admin/experiments/compare/?id={experiment}&id={after}&id={waiting}",
    "/admin/experiments/compare/?id={experiment}&id={after}&filter=improved",
    "/admin/experiments/result/?id={result}",
    "/admin/experiments/action/?do=cancel&id={waiting}",
    "/admin/experiments/action/?do=delete&id={experiment}",
    "/admin/gates/",
    "/admin/gates/new/",
    "/admin/gates/details/?id={gate}",
    "/admin/gates/edit/?id={gate}",
    "/admin/gates/action/?do=archive&id={gate}",
    "/admin/runs/",
    "/admin/runs/details/?id={run}",
    "/admin/traces/",
    "/admin/traces/details/?id={trace}",
    "/admin/traces/span/?id={span}",
    "/admin/scores/",
    "/admin/scores/details/?id={score}",
    "/admin/scales/",
    "/admin/scales/new/",
    "/admin/scales/details/?id={scale}",
    "/admin/prices/",
    "/admin/prices/new/",
    "/admin/prices/details/?id={price}",
    "/admin/masking/",
    "/admin/masking/new/",
    "/admin/masking/details/?id={rule}",
    "/admin/connections/",
    "/admin/connections/new/",
    "/admin/find/?q=support",
]


@pytest.fixture(scope="module")
def ids(live_panel):
    """Of each one that has something to show."""
    with live_panel.app.app_context():
        make_prompt("support/answer", content="Answer {{ subject }}", versions=2)
        dataset, exact = put_tickets(), put_evaluator("as expected")
        put_evaluator("close enough", "token_f1", pass_at=0.5)
        experiment = hand_in(dataset, 4, version=1, fails=True)
        after = hand_in(dataset, 9, version=2)
        waiting = ask_for_experiment(dataset, evaluators=[{"name": "as expected"}], budget_usd=1)
        gate = make_gate(
            dataset, exact, prompt_name="support/answer", max_drop=0.1, accept_recorded=True
        )
        changed = {"key": "ticket-01", "input": {"subject": "another"}, "expected": "x"}
        put(dataset, changed)
        policy.require(the_system(), policy.READ)
        query = select(ExperimentResult.item_id).where(
            ExperimentResult.experiment_id == experiment.id
        )
        item_id = db.session.scalars(query.order_by(ExperimentResult.position)).first()
        with transaction():
            judged = Target(experiment_id=experiment.id, item_id=item_id)
            (score,) = scores.give_scores(the_system(), [Given("helpful", True, judged)])
        run, scale = carried_out(ask_for_run()), make_scale("tone", minimum=1, maximum=5)
        span_id = db.session.scalars(
            select(Span.span_id).where(Span.trace_id == run.trace_id)
        ).one()
        project = run.project_id
        price, rule = make_price(), make_masking_rule()
        return {
            **{"dataset": dataset.id, "evaluator": exact.id, "experiment": experiment.id},
            **{
                "after": after.id,
                "waiting": waiting.id,
                "gate": gate.id,
                "run": run.id,
                "scale": scale.id,
            },
            "item": item_id,
            "result": f"{experiment.id}.{item_id}.1",
            "trace": f"{project}.{run.trace_id.hex}",
            "span": f"{project}.{run.trace_id.hex}.{span_id.hex()}",
            "score": f"{project}.{score.shard_id}.{score.id}",
            "price": price.id,
            "rule": rule.id,
        }


@pytest.mark.more
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(open_panel, ids, width, scheme):
    page = open_panel(color_scheme=scheme, viewport={"width": width, "height": 800})

    assert what_is_wrong(page, PAGES, ids) == {}
