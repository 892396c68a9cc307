"""Nothing is written by the panel without an event that says so."""

from functools import partial

from app.db import db, transaction
from app.models import AuditEvent
from app.services import connections, prompts
from app.services.access import sessions
from app.services.lists import LISTINGS
from tests.admin.conftest import ORIGIN, text_of
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_invitation, make_key, make_person, the_system
from tests.factories.audit import events
from tests.factories.connections import make_connection
from tests.factories.datasets import make_dataset
from tests.factories.experiments import put_evaluator
from tests.factories.gates import make_gate, make_judging
from tests.factories.gates import make_items as make_few
from tests.factories.prompts import make_prompt
from tests.factories.results import make_experiment, make_items
from tests.factories.scores import make_scale
from tests.factories.traces import make_price, make_rule, make_run, make_score, make_trace


def writes(panel):
    """Every write of the panel: the address it is sent to, its action if it is one, and how."""
    prompt, key = make_prompt("greet", versions=2), make_key("ci").row
    ada = make_person("ada", password=None)
    ben = make_person("ben", password=None)
    with transaction():
        session, _ = sessions.authenticate_session(sessions.open_session(the_system(), ada))
        sessions.open_session(the_system(), ben)
    invitation = make_invitation()
    pid, aid, project = str(prompt.id), str(ada.id), str(key.project_id)
    body = {"content": "New", "expected_latest": "2"}
    new_prompt = {"name": "n", "project": "default", "kind": "text", "content": "x"}
    new_person = {"email": "b@example.com", "name": "B", "password": PASSWORD}
    connection = make_connection("other")
    cid, seen = str(connection.id), connections.etag_of(connection)
    new_connection = {"name": "n", "project": "default", "provider": "echo", "timeout_s": "60"}
    changed = {"name": "other", "timeout_s": "5", "etag": seen}
    new_key = {"name": "k", "project": "default", "scopes": ["read"]}
    return {
        ("/prompts/new/", ""): lambda: panel.post("/prompts/new/", new_prompt),
        ("/prompts/version/", ""): lambda: panel.post("/prompts/version/", body, id=pid),
        **acts(panel, "prompts", pid, "activate", "roll_back", "tag", "archive", "restore"),
        ("/prompts/edit/", ""): lambda: panel.post(
            "/prompts/edit/", {"name": "other", "etag": etag(prompt)}, id=pid
        ),
        ("/people/new/", ""): lambda: panel.post("/people/new/", new_person),
        ("/people/edit/", ""): lambda: panel.post("/people/edit/", {"name": "Ada L."}, id=aid),
        ("/people/link/", ""): lambda: panel.post("/people/link/", {"id": aid}),
        **acts(panel, "sessions", str(session.id), "end"),
        **acts(panel, "people", aid, "set_role", "remove", "deactivate", "reactivate"),
        **acts(panel, "people", str(ben.id), "sign_out"),
        ("/keys/new/", ""): lambda: panel.post("/keys/new/", new_key),
        **acts(panel, "keys", str(key.id), "rotate", "revoke"),
        ("/connections/new/", ""): lambda: panel.post("/connections/new/", new_connection),
        ("/connections/test/", ""): lambda: panel.post("/connections/test/", {"id": cid}),
        ("/connections/edit/", ""): lambda: panel.post("/connections/edit/", changed, id=cid),
        **acts(panel, "connections", cid, "make_default", "delete"),
        ("/projects/new/", ""): lambda: panel.post("/projects/new/", {"slug": "p", "name": "P"}),
        ("/projects/edit/", ""): lambda: panel.post("/projects/edit/", {"name": "Q"}, id=project),
        ("/projects/invite/", ""): lambda: panel.post(
            "/projects/invite/", {"id": project, "role": "viewer"}
        ),
        **acts(panel, "projects", str(invitation.id), "revoke"),
        **{(f"/{noun}/filters/", do): keep(panel, noun, do) for noun in LISTINGS for do in DO},
        **writes_of_traces(panel),
        **writes_of_evaluations(panel),
        ("/transfer/import/", ""): lambda: import_one(panel),
        **acts(panel, "prompts", pid, "delete"),
        ("/sign-out", ""): lambda: panel.post("/sign-out", {}),
    }


def writes_of_traces(panel):
    score, trace = make_score(), make_trace()
    score_key = f"{score.project_id}.{score.shard_id}.{score.id}"
    run, scale = str(make_run(status="queued").id), str(make_scale("helpful").id)
    price, rule = str(make_price().id), str(make_rule().id)
    new_scale = {"name": "polite", "project": "default", "type": "boolean"}
    amounts = {"input_usd": "2", "output_usd": "8"}
    new_price = {"project": "default", "model": "new", **amounts}
    new_rule = {"project": "default", "name": "mail", "pattern": "@"}
    return {
        **acts(panel, "runs", run, "cancel"),
        **acts(panel, "traces", f"{trace.project_id}.{trace.trace_id}", "delete"),
        **acts(panel, "scores", score_key, "remove"),
        ("/scales/new/", ""): lambda: panel.post("/scales/new/", new_scale),
        ("/scales/edit/", ""): lambda: panel.edit("scales", scale, {"name": "kind"}),
        **acts(panel, "scales", scale, "archive", "restore"),
        ("/prices/new/", ""): lambda: panel.post("/prices/new/", new_price),
        ("/prices/edit/", ""): lambda: panel.edit("prices", price, amounts),
        **acts(panel, "prices", price, "delete"),
        ("/masking/new/", ""): lambda: panel.post("/masking/new/", new_rule),
        ("/masking/edit/", ""): lambda: panel.edit("masking", rule, new_rule | {"name": "x"}),
        **acts(panel, "masking", rule, "delete"),
    }


def writes_of_evaluations(panel):
    dataset, evaluator = make_dataset("questions", "one"), put_evaluator("close enough")
    gate, scores = make_gate(make_few(), make_judging()), {"exact": [None]}
    slow = make_experiment(make_items(1), scores, waiting=[0])
    over = make_experiment(make_items(1), scores, name="other")
    new_dataset = {"name": "new", "project": "default"}
    new_gate = {"prompt_prefix": "greet", "connection": "echo", "minimum": "0.5"}
    new_gate |= {"project": "default", "dataset_id": "qa", "evaluator_id": "exact"}
    stricter = new_gate | {"prompt_prefix": "", "tag": "guarded"}
    did, eid, gid = str(dataset.id), str(evaluator.id), str(gate.id)
    new_experiment = {"project": "default", "dataset": did, "prompts": "other"}
    return {
        ("/datasets/new/", ""): lambda: panel.post("/datasets/new/", new_dataset),
        ("/datasets/edit/", ""): lambda: panel.edit("datasets", did, {"name": "asked"}),
        ("/datasets/import/", ""): lambda: send(
            panel, f"/datasets/import/?id={did}", b'{"input": "two"}', "application/x-ndjson"
        ),
        **acts(panel, "datasets", did, "archive", "restore"),
        ("/evaluators/new/", ""): lambda: panel.post(
            "/evaluators/new/", new_dataset | {"kind": "exact"}
        ),
        ("/evaluators/edit/", ""): lambda: panel.edit("evaluators", eid, {"name": "close"}),
        ("/evaluators/version/", ""): lambda: panel.post(
            "/evaluators/version/", {"config": '{"ignore_case": true}'}, id=eid
        ),
        **acts(panel, "evaluators", eid, "archive", "restore"),
        ("/experiments/new/", ""): lambda: panel.post("/experiments/new/", new_experiment),
        **acts(panel, "experiments", str(slow.id), "cancel"),
        **acts(panel, "experiments", str(over.id), "delete"),
        ("/gates/new/", ""): lambda: panel.post("/gates/new/", new_gate),
        ("/gates/edit/", ""): lambda: panel.edit("gates", gid, stricter),
        **acts(panel, "gates", gid, "archive", "restore"),
    }


def acts(panel, noun, id_, *actions):
    def act(action):
        query = {"add": "x", "project": "default", "role": "editor"}
        return panel.act(noun, action, [id_], query=query, typed="other")

    return {(f"/{noun}/action/", action): partial(act, action) for action in actions}


DO = ("save", "remove")


def keep(panel, noun, do):
    return lambda: panel.post(f"/{noun}/filters/", {"do": do, "name": "f", "q": "a"})


def import_one(panel):
    data = b'{"name": "imported", "versions": [{"content": "x"}]}'
    return send(panel, "/transfer/import/?project=default", data)


def send(panel, path, data, kind=None):
    return panel.client.post(
        f"/admin{path}",
        data=data,
        content_type=kind,
        headers={"Origin": ORIGIN, "X-CSRF-Token": sessions.csrf_token(panel.token, SECRET)},
    )


def etag(prompt):
    return prompts.etag_of(prompts.get_prompt(the_system(), prompt.id))


WRITES_NOTHING = {"/theme", "/evaluators/try/"}
"""A cookie, or a look; nothing on the server."""
NOBODY_THERE = {"/sign-in", "/set-password"}
"""Whoever sends these is not signed in yet; `test_access.py` looks at their events."""
CLOSED_WITHOUT = {"create_view": "can_create", "edit_view": "can_edit", "action_view": "actions"}


def test_every_write_that_there_is_stands_here(app, panel):
    views = app.extensions["admin"][0]._views
    actions = {
        (f"/{view.listing.name}/action/", action.name)
        for view in views
        for action in getattr(view, "actions", ())
        if not action.leads_to
    }

    known = set(writes(panel))

    assert {one for one in known if one[0].endswith("/action/")} == actions
    assert {path for path, _ in known} == set(addresses(app)) - WRITES_NOTHING - NOBODY_THERE


def addresses(app):
    """Where the panel takes what is sent by POST, and does not answer that a noun has no such."""
    for rule in app.url_map.iter_rules():
        view_function = app.view_functions[rule.endpoint]
        needed = CLOSED_WITHOUT.get(view_function.__name__)
        is_closed = needed and not getattr(view_function.__self__, needed)
        if rule.rule.startswith("/admin") and "POST" in rule.methods and not is_closed:
            yield rule.rule.removeprefix("/admin")


def test_every_write_leaves_its_event(panel):
    for name, write in writes(panel).items():
        before = len(events())

        r = write()

        assert r.status_code in (200, 201, 302), (name, text_of(r))
        added = events()[before:]
        assert added, name
        assert {event.actor for event in added} == {f"person:{panel.person.id}"}, name
        assert all(event.request_id for event in added), name


def test_a_refused_write_leaves_none(panel):
    make_prompt("greet")
    before = len(events())

    panel.post("/prompts/new/", {"name": "greet", "project": "default", "content": "x"})
    panel.post("/projects/new/", {"slug": "default", "name": "P"})
    panel.post("/keys/new/", {"name": "", "project": "default"})

    assert len(events()) == before


def test_looking_leaves_none(panel):
    prompt = make_prompt("greet", versions=2)
    before = len(events())

    for path in ("/", "/prompts/", "/audit/", "/people/", f"/prompts/details/?id={prompt.id}"):
        panel.client.get(f"/admin{path}")
    panel.get("/prompts/action/", do="delete", id=str(prompt.id))

    assert len(events()) == before


def test_an_event_shows_what_changed_field_by_field(panel):
    prompt = make_prompt("greet", description="Says hello to people")
    with transaction():
        prompts.update_prompt(the_system(), prompt.id, description="Says bye to people")

    r = panel.get("/audit/", action="prompt.updated")

    assert "<del>hello</del>" in r.text
    assert "<ins>bye</ins>" in r.text


def test_an_event_that_can_be_taken_back_offers_it(panel):
    prompt = make_prompt("greet", versions=2)
    panel.act("prompts", "archive", [prompt.id])

    r = panel.get("/audit/", action="prompt.archived")
    assert "do=restore" in r.text

    event = events("prompt.archived")[-1]
    assert "do=restore" in panel.get("/audit/details/", id=str(event.id)).text


def test_events_are_found_by_who_did_them_and_to_what(panel):
    prompt = make_prompt("greet", versions=2)
    panel.act("prompts", "activate", [prompt.id])

    mine = text_of(
        panel.get("/audit/", actor=f"person:{panel.person.id}", action="prompt.activated")
    )
    assert "1 event matches" in mine
    assert "4 events match" in text_of(panel.get("/audit/", object=str(prompt.id)))


def test_the_log_cannot_be_written_to(panel):
    assert panel.get("/audit/new/").status_code == 404
    assert panel.post("/audit/edit/", {}, id="1").status_code == 404
    assert db.session.query(AuditEvent).count() > 0
