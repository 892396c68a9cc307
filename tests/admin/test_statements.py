"""The number of SQL statements of a view does not grow with what it shows."""

import gc
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

import pytest

from app.db import db, now, transaction
from app.models import Trace
from app.services import audit, datasets, evaluators, policy, prompts, releases, scores
from app.services.access import invitations, members, people, sessions
from app.services.lists import LISTINGS
from app.services.scores import Given, Target
from tests.admin.conftest import make_job, make_panel
from tests.admin.test_audit import CLOSED_WITHOUT
from tests.factories.access import make_invitation, make_key, make_person, make_project, the_system
from tests.factories.audit import events
from tests.factories.connections import make_connection
from tests.factories.datasets import items_in, make_dataset
from tests.factories.experiments import ask_for_experiment, put_dataset, put_evaluator
from tests.factories.gates import make_gate
from tests.factories.prompts import make_prompt
from tests.factories.results import make_experiment, make_items
from tests.factories.scores import make_scale
from tests.factories.traces import (
    make_price,
    make_rule,
    make_run,
    make_score,
    make_span,
    make_trace,
)
from tests.statements import statements

MOST = {"/": 32, "/find/": 26, "/experiments/compare/": 23, "/experiments/file/": 25}
VIEWS = [
    "/",
    "/prompts/",
    "/versions/",
    "/releases/",
    "/people/",
    "/sessions/",
    "/keys/",
    "/connections/",
    "/projects/",
    "/audit/",
    "/jobs/",
    "/transfer/",
    "/find/?q=p",
    "/prompts/?q=prompt&state=current&tag=a&when=7d",
    *(f"/{noun}/export/csv/" for noun in LISTINGS),
    "/audit/export/json/",
    "/prompts/details/?id={id}",
    "/prompts/details/?id={id}&tab=versions",
    "/prompts/details/?id={id}&tab=versions&version=1",
    "/prompts/details/?id={id}&tab=compare",
    "/prompts/details/?id={id}&tab=releases",
    "/prompts/details/?id={id}&tab=history",
    "/prompts/details/?id={id}&tab=json",
    "/prompts/version/?id={id}",
    "/prompts/new/",
    "/prompts/edit/?id={id}",
    "/find/?q={id}",
    "/people/details/?id={person}",
    "/people/new/",
    "/people/edit/?id={person}",
    "/keys/details/?id={key}",
    "/keys/new/",
    "/connections/details/?id={connection}",
    "/connections/new/",
    "/connections/edit/?id={connection}",
    "/projects/details/?id={project}",
    "/projects/new/",
    "/projects/edit/?id={project}",
    "/audit/details/?id={event}",
    "/audit/?id={id}",
    "/jobs/details/?id={job}",
    "/jobs/?due=1",
    "/runs/",
    "/runs/?q=more&state=succeeded",
    "/runs/details/?id={run}",
    "/traces/",
    "/traces/?model=small&when=7d",
    "/traces/details/?id={trace}",
    "/traces/span/?id={span}",
    "/scores/",
    "/scores/details/?id={score}",
    "/scales/",
    "/scales/new/",
    "/scales/details/?id={scale}",
    "/scales/edit/?id={scale}",
    "/prices/",
    "/prices/new/",
    "/prices/details/?id={price}",
    "/prices/edit/?id={price}",
    "/masking/",
    "/masking/new/",
    "/masking/details/?id={rule}",
    "/masking/edit/?id={rule}",
    "/datasets/",
    "/datasets/new/",
    "/datasets/details/?id={dataset}",
    "/datasets/details/?id={dataset}&tab=versions",
    "/datasets/edit/?id={dataset}",
    "/datasets/item/?id={item}",
    "/datasets/import/?id={dataset}",
    "/datasets/file/?id={dataset}",
    "/evaluators/",
    "/evaluators/new/",
    "/evaluators/details/?id={evaluator}",
    "/evaluators/edit/?id={evaluator}",
    "/evaluators/version/?id={evaluator}",
    "/evaluators/try/?id={evaluator}",
    "/experiments/",
    "/experiments/details/?id={experiment}",
    "/experiments/result/?id={result}",
    "/experiments/compare/?id={experiment}",
    "/experiments/compare/?id={experiment}&id={after}",
    "/experiments/file/?id={experiment}&id={after}",
    "/gates/",
    "/gates/new/",
    "/experiments/new/",
    "/gates/details/?id={gate}",
    "/gates/edit/?id={gate}",
]


def test_it_is_constant(app):
    panel = make_panel(app)
    ids = one_of_each()
    counted = []
    for many in (2, 12):
        grow(ids, many)
        counted.append({view: count(panel, view.format(**ids)) for view in VIEWS})

    assert counted[0] == counted[1]
    assert {v: n for v, n in counted[0].items() if n > MOST.get(v.partition("?")[0], 12)} == {}


def test_every_page_that_there_is_stands_here(app):
    listed = {view.partition("?")[0] for view in VIEWS}

    assert {path for path in pages(app) if path not in ELSEWHERE} - listed == set()


ELSEWHERE = {
    "/sign-in",
    "/set-password",
    # One statement for each author there is.
    "/transfer/export/",
    # Leads to an action.
    "/projects/member/",
    # Below.
    *(f"/{noun}/action/" for noun in LISTINGS),
}


def pages(app):
    """What the panel shows by GET, but for what a noun has not; of exports one form."""
    for rule in app.url_map.iter_rules():
        view_function = app.view_functions[rule.endpoint]
        needed = CLOSED_WITHOUT.get(view_function.__name__)
        is_closed = needed and not getattr(view_function.__self__, needed)
        if rule.rule.startswith("/admin/") and "GET" in rule.methods and not is_closed:
            yield rule.rule.removeprefix("/admin").replace("<export_type>", "csv")


def one_of_each():
    """The ids of those that are looked at; each is to get more of everything."""
    prompt, key = make_prompt("prompt", versions=3), make_key("key").row
    person, job = make_person("person", password=None), make_job()
    return {
        "id": prompt.id,
        "person": person.id,
        "key": key.id,
        "connection": make_connection("connection").id,
        "project": key.project_id,
        "event": events()[-1].id,
        "job": job,
        **one_trace(),
        **one_experiment(),
    }


def one_experiment():
    dataset, evaluator = make_dataset("questions", "one"), put_evaluator()
    items = make_items(2)
    experiment = make_experiment(items, {"judged": [1.0, 0.0]})
    return {
        "dataset": dataset.id,
        "item": items_in(dataset)[0].id,
        "evaluator": evaluator.id,
        "experiment": experiment.id,
        "after": make_experiment(items, {"judged": [1.0, 1.0]}).id,
        "result": f"{experiment.id}.{items.ids[0]}.1",
        "gate": make_gate(dataset, evaluator).id,
    }


def grow_experiments(ids, name, here):
    dataset, evaluator = make_dataset(name, "one", caller=here), put_evaluator(name, caller=here)
    make_gate(dataset, evaluator, caller=here)
    make_experiment(make_items(2, caller=here), {"judged": [1.0, 0.0]}, here)
    with transaction():
        datasets.put_items(here, ids["dataset"], [{"input": name}])
        experiment_id, item_id = map(UUID, ids["result"].split(".")[:2])
        judged = Target(experiment_id=experiment_id, item_id=item_id)
        scores.give_scores(here, [Given("right", True, judged, source="person")])
        evaluators.add_version(here, ids["evaluator"], config={"ignore_case": len(name) % 2 == 0})


def one_trace():
    trace, run, scale = make_trace(), make_run(), make_scale("helpful")
    began = trace.started_at
    span = make_span(trace_id=trace.trace_id, started_at=began)
    score = make_score(trace_id=trace.trace_id)
    return {
        "run": run.id,
        "trace": key_of(trace),
        "began": began,
        "span": f"{key_of(trace)}.{span.span_id.hex()}",
        "score": key_of(score),
        "scale": scale.id,
        "price": make_price().id,
        "rule": make_rule().id,
    }


def grow(ids, many):
    """More of everything, by many hands: each row may name another person or key."""
    other = make_project(f"other-{many}")
    for number in range(many):
        name = f"{many}-{number}"
        person, key = make_person(f"p{name}", password=None), make_key(f"k{name}").row
        hand = f"person:{person.id}" if number % 2 else f"key:{key.id}"
        here, there = replace(the_system(), actor=hand), replace(other, actor=hand)
        grow_experiments(ids, name, here)
        make_connection(f"connection-{name}", caller=here)
        one = make_prompt(f"prompt-{name}", versions=3, tags=["a"], caller=there)
        make_job("todo" if number % 2 else "failed")
        grow_traces(ids, f"{name}", here, there)
        with transaction():
            releases.activate(there, one.id, 2)
            releases.activate(here, ids["id"], 2 - number % 2)
            prompts.save_version(here, ids["id"], content=f"Text {name}")
            sessions.open_session(here, people.get_person(ids["person"]))
            members.set_role(there, ids["person"], "viewer")
            invitations.invite(here, role="viewer")
            for noun in ("person", "key", "connection", "project"):
                audit.record(here, f"{noun}.looked_at", ids[noun], None)


def grow_traces(ids, name, here, there):
    """The trace that is looked at gets spans and scores; others come beside it."""
    trace_id = UUID(ids["trace"].partition(".")[2])
    make_span(here, trace_id=trace_id, started_at=ids["began"])
    for caller in (here, there):
        make_score(caller, trace_id=trace_id)
        make_run(caller, search=f"more {name}", trace_id=trace_id)
        make_trace(caller, models=["small"])
        make_scale(name, caller)
        make_price(caller, model=name)
        make_rule(caller, name=name)


def count(panel, path):
    # A row that is read twice is one statement while the first reading is kept; so nothing is
    # kept from before, and nothing collected meanwhile.
    db.session.expunge_all()
    gc.disable()
    try:
        with statements() as seen:
            r = panel.client.get(f"/admin{path}")
            assert r.data
    finally:
        gc.enable()
    assert r.status_code == 200, path
    return len(seen)


def key_of(row):
    """Of a trace or a score, which are named within their project."""
    more = [row.trace_id] if isinstance(row, Trace) else [row.shard_id, row.id]
    return ".".join(map(str, [row.project_id, *more]))


def prompt_to(action):
    def make(name):
        prompt = make_prompt(name, versions=2)
        with transaction():
            if action == "restore":
                prompts.archive_prompt(the_system(), prompt.id)
            if action == "roll_back":
                releases.activate(the_system(), prompt.id, 2)
        return prompt

    return make


def person_with_session(name):
    person = make_person(name, password=None)
    with transaction():
        sessions.open_session(the_system(), person)
    return person


def person_off(name):
    person = make_person(name, password=None)
    with transaction():
        people.deactivate_person(the_system(), person.id)
    return person


def session_of(name):
    with transaction():
        token = sessions.open_session(the_system(), make_person(name, password=None))
        return sessions.authenticate_session(token)[0]


PROMPT_ACTIONS = ["activate", "roll_back", "tag", "archive", "restore", "delete"]


def archived_for(action, row):
    if action == "restore":
        with transaction():
            policy.require(the_system(), policy.ADMIN)
            db.session.merge(row).archived_at = now()
    return row


def dataset_to(action):
    return lambda name: archived_for(action, make_dataset(name))


def evaluator_to(action):
    return lambda name: archived_for(action, put_evaluator(name))


def gate_to(action):
    return lambda name: archived_for(action, make_gate(make_dataset(name), put_evaluator(name)))


ROWS = {
    **{("prompts", action): prompt_to(action) for action in PROMPT_ACTIONS},
    ("people", "deactivate"): person_with_session,
    ("people", "reactivate"): person_off,
    ("people", "sign_out"): person_with_session,
    ("people", "set_role"): make_person,
    ("people", "remove"): make_person,
    ("projects", "revoke"): lambda name: make_invitation(note=name),
    ("keys", "rotate"): lambda name: make_key(name).row,
    ("keys", "revoke"): lambda name: make_key(name).row,
    ("connections", "make_default"): make_connection,
    ("connections", "delete"): make_connection,
    ("sessions", "end"): session_of,
    ("runs", "cancel"): lambda name: make_run(status="queued"),
    ("traces", "delete"): lambda name: key_of(make_trace()),
    ("scores", "remove"): lambda name: key_of(make_score()),
    ("prices", "delete"): lambda name: make_price(model=name),
    ("masking", "delete"): lambda name: make_rule(name=name),
    **{("datasets", action): dataset_to(action) for action in ("archive", "restore")},
    **{("evaluators", action): evaluator_to(action) for action in ("archive", "restore")},
    **{("gates", action): gate_to(action) for action in ("archive", "restore")},
    **{
        ("experiments", action): lambda name: ask_for_experiment(put_dataset(name=name))
        for action in ("cancel", "delete")
    },
    ("scales", "archive"): lambda name: make_scale(name),
    ("scales", "restore"): lambda name: make_scale(name, archived=True),
}


def test_every_action_is_counted(app):
    views = app.extensions["admin"][0]._views

    assert set(ROWS) == {
        (view.listing.name, action.name)
        for view in views
        for action in getattr(view, "actions", ())
        if not action.leads_to
    }


@pytest.mark.parametrize(("noun", "action"), ROWS)
def test_the_page_before_an_action_is_constant(app, noun, action):
    panel = make_panel(app)
    counted = []
    for many in (2, 12):
        made = [ROWS[noun, action](f"{action}{many}-{n}") for n in range(many)]
        ids = [one if isinstance(one, str) else str(one.id) for one in made]
        chosen = urlencode({"do": action, "id": ids, "add": "x", "role": "viewer"}, doseq=True)
        counted.append(count(panel, f"/{noun}/action/?{chosen}"))

    assert counted[0] == counted[1]
