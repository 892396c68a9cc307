"""A label that moves while what speaks for the version is deleted, or a gate is put before it."""

from functools import partial

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import AuditEvent, Experiment, Release
from app.services import experiments, releases
from app.services.gates import rules
from tests.factories.access import the_system
from tests.factories.gates import make_evidence, make_gate, make_items, make_judging
from tests.factories.prompts import make_prompt
from tests.racing import outcomes_at_once

ROUNDS = 25


def release_of(prompt, version):
    query = select(Release).where(Release.prompt_id == prompt.id, Release.to_version == version)
    return db.session.scalars(query.order_by(Release.created_at.desc())).first()


def when(action, object_id):
    query = select(AuditEvent.created_at).where(
        AuditEvent.action == action, AuditEvent.object_id == str(object_id)
    )
    return db.session.scalars(query).one()


@pytest.fixture
def guarded(real_app):
    dataset, judging = make_items(), make_judging()
    return dataset, judging, make_gate(dataset, judging)


def test_no_version_is_released_by_an_experiment_that_was_deleted_before(real_app, guarded):
    """Whoever moves the label holds what speaks for it until the move is over."""
    dataset, judging, _ = guarded
    caller = the_system()
    for number in range(ROUNDS):
        prompt = make_prompt(f"greet-{number}", versions=2, tags=["guarded"])
        shown = make_evidence(prompt, 2, dataset, judging).id
        move = partial(releases.activate, caller, prompt.id, 2)
        delete = partial(experiments.delete_experiment, caller, shown)
        actions = [move, delete] if number % 2 else [delete, move]

        said = outcomes_at_once(real_app, actions)

        assert said in (["done", "done"], ["done", "gate_not_met"])
        db.session.rollback()
        assert db.session.get(Experiment, shown) is None
        release = release_of(prompt, 2)
        assert (release is not None) == (said == ["done", "done"])
        if release is not None:
            assert release.gates[0]["experiment_id"] == str(shown)
            assert release.created_at < when("experiment.deleted", shown)


def test_many_moves_and_deletions_at_once_let_no_unfit_version_through(real_app, guarded):
    dataset, judging, _ = guarded
    caller = the_system()
    prompt = make_prompt("greet", versions=3, tags=["guarded"])
    fit = [make_evidence(prompt, 2, dataset, judging).id for _ in range(4)]
    unfit = make_evidence(prompt, 3, dataset, judging, (0.0, 0.0, 0.0, 0.0)).id
    moves = [partial(releases.activate, caller, prompt.id, 2 + n % 2) for n in range(6)]
    deletions = [partial(experiments.delete_experiment, caller, id_) for id_ in (*fit, unfit)]

    outcomes_at_once(real_app, [*moves, *deletions])

    db.session.rollback()
    assert release_of(prompt, 3) is None
    for release in db.session.scalars(select(Release).where(Release.to_version == 2)):
        (passed,) = release.gates
        assert release.created_at < when("experiment.deleted", passed["experiment_id"])


def test_a_gate_stands_from_the_moment_it_is_made(real_app):
    """Who makes it and who moves the label wait for each other: one of them is first."""
    dataset, judging, caller = make_items(), make_judging(), the_system()
    for number in range(ROUNDS):
        prompt = make_prompt(f"greet-{number}", versions=2)
        make = partial(
            rules.create_gate,
            caller,
            label="production",
            prompt_name=prompt.name,
            dataset_id=dataset.id,
            evaluator_id=judging.id,
            minimum=0.5,
            connection="echo",
        )
        move = partial(releases.activate, caller, prompt.id, 2)

        said = outcomes_at_once(real_app, [make, move] if number % 2 else [move, make])

        db.session.rollback()
        release = release_of(prompt, 2)
        assert said == (["done", "done"] if release else ["done", "gate_not_met"])
        if release is not None:
            gate = next(
                one
                for one in rules.list_gates(caller, limit=100).rows
                if one.prompt_name == prompt.name
            )
            assert release.created_at < when("gate.created", gate.id)
            with transaction():
                rules.archive_gate(caller, gate.id)
