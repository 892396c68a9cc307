"""Gates: which versions they let through, on every path."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.errors import Invalid
from app.models import Prompt, Release
from app.services import policy, prompts, releases
from app.services.experiments.totals import write_last_totals
from app.services.gates import echo, rules
from app.services.gates.checking import GateNotMet
from app.services.langfuse import prompts as langfuse
from app.services.policy import ADMIN, READ, RELEASE, WRITE, MissingRight
from app.services.transfer import import_lines
from tests.factories.access import make_project, with_rights
from tests.factories.audit import events, last_event
from tests.factories.gates import make_evidence, make_gate, make_items, make_judging
from tests.factories.prompts import make_prompt, save_version


class Scene:
    """A prompt of three versions under a gate; the first is active, since before there was one."""

    def __init__(self, **gate):
        self.prompt = make_prompt("greet", versions=3, tags=["guarded"])
        self.dataset = make_items(versions=3)
        self.evaluator = make_judging()
        self.gate = make_gate(self.dataset, self.evaluator, **gate)

    def shown(self, version, scores=(1.0, 1.0, 1.0, 1.0), **fields):
        return make_evidence(self.prompt, version, self.dataset, self.evaluator, scores, **fields)


def activate(caller, prompt, version, **fields):
    with transaction():
        return releases.activate(caller, prompt.id, version, **fields)


def last_release(prompt):
    query = select(Release).where(Release.prompt_id == prompt.id)
    return db.session.scalars(query.order_by(Release.created_at.desc())).first()


def missing(caller, scene, version, **fields):
    """What the one gate says is missing, and in which words."""
    before = last_release(scene.prompt).id
    with pytest.raises(GateNotMet) as refused:
        activate(caller, scene.prompt, version, **fields)
    assert last_release(scene.prompt).id == before
    (one,) = refused.value.facts["missing"]
    assert one["gate_id"] == str(scene.gate.id)
    assert one["detail"] in refused.value.message
    return one["what"], one["detail"]


def test_what_it_reached_is_said_with_its_interval(caller):
    scene = Scene(minimum=0.9)
    evidence = scene.shown(2, (1.0, 1.0, 1.0, 0.0))
    with transaction():
        policy.require(caller, policy.WRITE)
        write_last_totals(evidence)

    _, detail = missing(caller, scene, 2)

    assert "Version 2 reaches 0.75 (95 %: 0.3006 to 0.9544) by" in detail


def test_a_version_that_has_shown_enough_is_let_through_and_the_release_says_by_what(caller):
    scene = Scene()
    evidence = scene.shown(2, (1.0, 1.0, 1.0, 0.0))

    activate(caller, scene.prompt, 2)

    release = last_release(scene.prompt)
    assert (release.to_version, release.gates_overridden) == (2, False)
    assert release.gates == [
        {
            "gate_id": str(scene.gate.id),
            "experiment_id": str(evidence.id),
            "baseline_experiment_id": None,
            "value": 0.75,
            "interval": None,
            "drop": None,
        }
    ]


def test_without_an_experiment_it_says_which_to_run(caller):
    scene = Scene(min_dataset_version=2)

    assert missing(caller, scene, 2) == (
        "experiment",
        "Run an experiment of version 2 on dataset qa (version 2 or newer) with connection echo,"
        " judged by exact (version 1).",
    )


def test_one_below_the_minimum_is_refused_with_its_mean(caller):
    scene = Scene()
    scene.shown(2, (1.0, 1.0, 0.0, 0.0))

    what, detail = missing(caller, scene, 2)

    assert what == "minimum"
    assert "reaches 0.5" in detail
    assert "at least 0.75" in detail


def test_errors_count_as_failures(caller):
    scene = Scene()
    scene.shown(2, (1.0, 1.0, None, None))

    what, detail = missing(caller, scene, 2)

    assert what == "minimum"
    assert "2 of 4 results being errors" in detail


def test_where_less_is_better_the_minimum_is_the_most(caller):
    prompt, dataset = make_prompt(versions=3, tags=["guarded"]), make_items()
    slow = make_judging("slow", "judge", prompt="p", maximum=200, direction="lower")
    make_gate(dataset, slow, minimum=100.0)
    make_evidence(prompt, 2, dataset, slow, (90.0, 90.0, 90.0, 110.0))
    make_evidence(prompt, 3, dataset, slow, (90.0, 90.0, 90.0, None))

    activate(caller, prompt, 2)
    with pytest.raises(GateNotMet) as refused:
        activate(caller, prompt, 3)

    assert "at most 100" in refused.value.message
    assert json.dumps(refused.value.facts, allow_nan=False)


def test_what_only_the_arithmetic_of_floats_misses_is_met(caller):
    scene = Scene(minimum=0.3)
    scene.shown(2, (0.3, 0.3, 0.3, 0.3 - 1e-12))

    activate(caller, scene.prompt, 2)


DO_NOT_COUNT = {
    "running": {"status": "running"},
    "queued": {"status": "queued"},
    "cancelled": {"status": "cancelled"},
    "failed": {"status": "failed"},
    "of fewer items": {"result_count": 3},
    "with rows missing": {"leave_out": 1},
    "with a result that is not over": {"is_open": True},
    "of an older dataset version": {"dataset_version": 1},
    "of another evaluator version": {"evaluator_version": 2},
    "with another connection": {"connection": "other"},
    "with no connection": {"connection": None},
    "recorded": {"source": "recorded", "connection": None, "provider": None},
    "recorded, as if by that connection": {"source": "recorded"},
    "of fewer trials": {"trials": 1},
    "of no version": {"prompt_version": None},
}


@pytest.mark.parametrize("fields", DO_NOT_COUNT.values(), ids=DO_NOT_COUNT)
def test_what_does_not_count(caller, fields):
    scene = Scene(min_dataset_version=2, trials=2)
    scene.shown(2, **({"trials": 2} | fields))

    what, _ = missing(caller, scene, 2)

    assert what == ("running" if fields.get("status") in ("running", "queued") else "experiment")
    scene.shown(2, trials=2)
    activate(caller, scene.prompt, 2)


def test_one_that_is_under_way_is_to_be_waited_for(caller):
    scene = Scene()
    running = scene.shown(2, status="running", done_count=3)

    what, detail = missing(caller, scene, 2)

    assert what == "running"
    assert f"{running.name!r}, which is running (3 of 4 results)" in detail


def test_another_evaluator_does_not_count(caller):
    scene = Scene()
    other = make_judging("other")
    make_evidence(scene.prompt, 2, scene.dataset, other)

    assert missing(caller, scene, 2)[0] == "experiment"


def test_another_dataset_does_not_count(caller):
    scene = Scene()
    make_evidence(scene.prompt, 2, make_items("other"), scene.evaluator)

    assert missing(caller, scene, 2)[0] == "experiment"


def test_echo_does_not_count_unless_it_is_said_to(caller, monkeypatch):
    scene = Scene()
    scene.shown(2)
    monkeypatch.setattr(echo, "counting", False)

    assert missing(caller, scene, 2)[0] == "experiment"
    scene.shown(2, provider="openai")
    activate(caller, scene.prompt, 2)


def test_recorded_outputs_count_where_the_gate_says_so(caller):
    scene = Scene(accept_recorded=True, connection=None)
    scene.shown(2)
    what, detail = missing(caller, scene, 2)
    assert (what, detail[:13]) == ("experiment", "Score outputs")

    scene.shown(2, source="recorded", connection=None, provider=None)
    activate(caller, scene.prompt, 2)


def test_what_a_deleted_prompt_of_that_name_has_shown_does_not_count(caller):
    scene = Scene()
    scene.shown(2)
    with transaction():
        prompts.delete_prompt(caller, scene.prompt.id)
    scene.prompt = make_prompt("greet", versions=2, tags=["guarded"])
    assert scene.prompt.active_version is None

    with pytest.raises(GateNotMet):
        activate(caller, scene.prompt, 2)


def test_the_newest_that_counts_decides_and_not_the_best(caller):
    scene = Scene()
    scene.shown(2)
    worse = scene.shown(2, (0.0, 0.0, 0.0, 0.0))

    assert missing(caller, scene, 2)[0] == "minimum"
    scene.shown(2, status="cancelled")
    assert missing(caller, scene, 2)[0] == "minimum"
    db.session.delete(worse)
    db.session.flush()
    activate(caller, scene.prompt, 2)


# Against the active version.


def of_many(low, high):
    """The second half of two hundred items."""
    return [low] * 100 + [high] * 100


@pytest.fixture
def against(caller):
    """A gate that asks only not to be much worse than the active version, which is right in half
    of 200 items."""
    scene = Scene.__new__(Scene)
    scene.prompt = make_prompt("greet", versions=3, tags=["guarded"])
    scene.dataset, scene.evaluator = make_items(items=200, versions=2), make_judging()
    scene.gate = make_gate(scene.dataset, scene.evaluator, minimum=None, max_drop=0.1)
    return scene


def test_one_that_is_as_good_is_let_through_and_both_experiments_are_kept(caller, against):
    baseline = against.shown(1, of_many(1.0, 0.0))
    against.shown(2, of_many(1.0, 0.0))

    activate(caller, against.prompt, 2)

    (passed,) = last_release(against.prompt).gates
    assert passed["baseline_experiment_id"] == str(baseline.id)
    assert 0 < passed["drop"] < 0.05


def test_one_that_is_clearly_worse_is_not(caller, against):
    against.shown(1, of_many(1.0, 1.0))
    against.shown(2, of_many(1.0, 0.0))

    what, detail = missing(caller, against, 2)

    assert what == "max_drop"
    assert "the active version 1" in detail
    assert "0.1 is allowed" in detail


def test_one_that_may_be_worse_by_too_much_is_not_though_its_mean_is_close(caller, against):
    """Worse by 0.08 on average, but at 95 % perhaps by more than 0.1."""
    against.shown(1, [1.0] * 200)
    against.shown(2, [0.0] * 16 + [1.0] * 184)

    assert missing(caller, against, 2)[0] == "max_drop"


def test_one_that_is_a_little_worse_is_let_through(caller, against):
    against.shown(1, [1.0] * 200)
    against.shown(2, [0.0] * 6 + [1.0] * 194)

    activate(caller, against.prompt, 2)

    (passed,) = last_release(against.prompt).gates
    assert 0.03 < passed["drop"] < 0.1


def test_a_few_items_tell_nothing_however_alike_they_are(caller):
    prompt, dataset = make_prompt(versions=2, tags=["guarded"]), make_items(items=9)
    judging = make_judging()
    make_gate(dataset, judging, minimum=None, max_drop=1.0)
    make_evidence(prompt, 1, dataset, judging, [1.0] * 9)
    make_evidence(prompt, 2, dataset, judging, [1.0] * 9)

    with pytest.raises(GateNotMet, match="too few items"):
        activate(caller, prompt, 2)


def test_where_less_is_better_the_drop_is_a_rise(caller):
    prompt, dataset = make_prompt(versions=3, tags=["guarded"]), make_items(items=20)
    slow = make_judging("slow", "judge", prompt="p", maximum=200, direction="lower")
    make_gate(dataset, slow, minimum=None, max_drop=5.0)
    make_evidence(prompt, 1, dataset, slow, [90.0] * 20)
    make_evidence(prompt, 2, dataset, slow, [94.0] * 20)
    make_evidence(prompt, 3, dataset, slow, [80.0] * 19 + [None])

    activate(caller, prompt, 2)
    assert last_release(prompt).gates[0]["drop"] == pytest.approx(4.0)
    with pytest.raises(GateNotMet, match="may be worse"):
        activate(caller, prompt, 3)


def test_the_active_version_must_have_been_run_on_the_same_items(caller, against):
    against.shown(1, of_many(1.0, 0.0), dataset_version=1)
    against.shown(2, of_many(1.0, 0.0))

    what, detail = missing(caller, against, 2)

    assert what == "baseline"
    assert detail.startswith("Run an experiment of version 1 on dataset qa (version 2)")


def test_without_an_active_version_there_is_nothing_to_compare_with(caller, against):
    new = make_prompt("new", versions=1, tags=["guarded"])
    against.prompt = new
    against.shown(1, of_many(0.0, 0.0))

    activate(caller, new, 1)

    assert last_release(new).gates[0]["drop"] is None


# Which prompts it stands before.


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ({"prompt_name": "support/greet"}, True),
        ({"prompt_name": "support"}, False),
        ({"prompt_name": "Support/greet"}, False),
        ({"prompt_prefix": "support/"}, True),
        ({"prompt_prefix": ""}, True),
        ({"prompt_prefix": "upport"}, False),
        ({"prompt_prefix": "support_"}, False),
        ({"prompt_prefix": "%"}, False),
        ({"tag": "guarded"}, True),
        ({"tag": "GUARDED "}, True),
        ({"tag": "guard"}, False),
    ],
    ids=str,
)
def test_it_stands_before_the_prompts_it_names(caller, selector, fits):
    prompt = make_prompt("support/greet", versions=2, tags=["other", "guarded"])
    make_gate(make_items(), make_judging(), **selector)

    if not fits:
        activate(caller, prompt, 2)
        assert last_release(prompt).gates is None
        return
    with pytest.raises(GateNotMet):
        activate(caller, prompt, 2)


def test_every_gate_must_be_passed_and_each_that_is_shut_is_told(caller):
    scene = Scene()
    make_gate(scene.dataset, scene.evaluator, prompt_name="greet", minimum=0.9)
    make_gate(scene.dataset, scene.evaluator, prompt_prefix="gr", minimum=1.0)
    scene.shown(2, (1.0, 1.0, 1.0, 0.2))

    with pytest.raises(GateNotMet) as refused:
        activate(caller, scene.prompt, 2)

    assert len(refused.value.facts["missing"]) == 2
    assert "1 other gate is shut as well." in refused.value.message


def test_an_archived_gate_and_one_of_another_project_stand_before_nothing(caller):
    other = make_project("other")
    make_gate(make_items(caller=other), make_judging(caller=other), other)
    scene = Scene()
    with transaction():
        rules.archive_gate(caller, scene.gate.id)

    activate(caller, scene.prompt, 2)


def test_serving_nothing_more_needs_no_gate_and_what_is_active_stays(caller):
    scene = Scene()

    activate(caller, scene.prompt, 1)

    assert scene.prompt.active_version == 1


# Every path.


def test_a_rollback_asks_too(caller):
    scene = Scene()
    scene.shown(2)
    activate(caller, scene.prompt, 2)

    with pytest.raises(GateNotMet):
        releases.roll_back(caller, scene.prompt.id)
    scene.shown(1)
    with transaction():
        releases.roll_back(caller, scene.prompt.id)

    assert scene.prompt.active_version == 1
    assert last_release(scene.prompt).gates is not None


def test_creation_that_did_not_ask_leaves_no_active_version(caller):
    make_gate(make_items(), make_judging())

    assert make_prompt(tags=["guarded"]).active_version is None
    assert make_prompt(tags=["other"]).active_version == 1


def test_creation_that_asks_is_refused(caller):
    make_gate(make_items(), make_judging())

    with pytest.raises(GateNotMet, match="Create it without `activate` first"):
        make_prompt("new", tags=["guarded"], activate=True)

    assert db.session.scalar(select(Prompt).where(Prompt.name == "new")) is None


def test_saving_a_version_with_the_label_is_refused_and_saves_nothing(caller):
    scene = Scene()

    with pytest.raises(GateNotMet, match="Save it without the label first"):
        save_version(scene.prompt, "Fourth", labels=["production"])

    assert scene.prompt.latest_version == 3
    assert save_version(scene.prompt, "Fourth") == 4


def test_saving_what_is_the_newest_with_the_label_is_a_move_like_any_other(caller):
    scene = Scene()
    scene.shown(3)

    save_version(scene.prompt, "Version 3 of {{ subject }}", labels=["production"])

    assert scene.prompt.active_version == 3


def line(**fields):
    versions = [{"content": "One"}, {"content": "Two"}]
    return json.dumps({"name": "new", "tags": ["guarded"], "versions": versions, **fields}).encode()


RELEASES = [{"label": "production", "from_version": None, "to_version": 2}]


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("fields", [{}, {"releases": RELEASES}, {"active_version": None}], ids=str)
def test_an_imported_line_that_did_not_ask_leaves_no_active_version(caller, fields, dry_run):
    make_gate(make_items(), make_judging())

    (result,) = import_lines(caller, [line(**fields)], dry_run=dry_run)

    assert result.outcome == "created"
    if not dry_run:
        assert prompts.find_prompt(caller, "new").active_version is None


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(
    "fields", [{"active_version": 2}, {"active_version": 2, "releases": RELEASES}], ids=str
)
def test_an_imported_line_that_says_what_is_served_is_refused(caller, fields, dry_run):
    make_gate(make_items(), make_judging())
    other = line(name="other", tags=[], active_version=1)

    refused, taken = import_lines(caller, [line(**fields), other], dry_run=dry_run)

    assert (refused.outcome, taken.outcome) == ("refused", "created")
    assert "Import it with `active_version` null first." in refused.reason
    assert "Run an experiment of version 2" in refused.reason


def test_through_langfuse_too(caller):
    scene = Scene()

    with pytest.raises(GateNotMet):
        langfuse.label_version(caller, "greet", 2, ["production"])
    with pytest.raises(GateNotMet):
        langfuse.save_prompt(
            caller, name="greet", labels=["production"], tags=None, kind="text", content="New"
        )
    with pytest.raises(GateNotMet):
        langfuse.save_prompt(
            caller,
            name="new",
            labels=["production"],
            tags=["guarded"],
            kind="text",
            content="New",
        )
    scene.shown(2)
    langfuse.label_version(caller, "greet", 2, ["production"])


# Past a gate.


def test_an_admin_with_a_reason_passes_and_it_stands_out(caller):
    scene = Scene()

    activate(caller, scene.prompt, 2, override_gates=True, reason="Production is down")

    release = last_release(scene.prompt)
    assert (release.to_version, release.gates_overridden) == (2, True)
    assert release.reason == "Production is down"
    assert [one["what"] for one in release.gates] == ["experiment"]
    event = last_event("gate.overridden")
    assert (event.object_id, event.object_name) == (
        str(scene.gate.id),
        "production of tag guarded",
    )
    assert event.changes["production"] == [1, 2]
    assert event.changes["prompt"] == [None, "greet"]
    assert event.reason == "Production is down"
    assert last_event("prompt.activated").changes == {"active_version": [1, 2]}


def test_a_rollback_passes_likewise(caller):
    scene = Scene()
    activate(caller, scene.prompt, 2, override_gates=True, reason="Try")

    with transaction():
        releases.roll_back(caller, scene.prompt.id, override_gates=True, reason="Worse")

    assert (scene.prompt.active_version, last_release(scene.prompt).gates_overridden) == (1, True)


def test_where_every_gate_is_passed_nothing_is_overridden(caller):
    scene = Scene()
    scene.shown(2)

    activate(caller, scene.prompt, 2, override_gates=True, reason="To be sure")

    assert last_release(scene.prompt).gates_overridden is False
    assert events("gate.overridden") == []


@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_without_a_reason_nobody_passes(caller, reason):
    scene = Scene()

    with pytest.raises(Invalid, match="reason"):
        activate(caller, scene.prompt, 2, override_gates=True, reason=reason)


@pytest.mark.parametrize("move", ["activate", "roll_back"])
def test_nobody_but_an_admin_passes(caller, move):
    scene = Scene()
    releaser = with_rights(READ, WRITE, RELEASE)
    args = [2] if move == "activate" else []

    with pytest.raises(MissingRight):
        getattr(releases, move)(
            releaser, scene.prompt.id, *args, override_gates=True, reason="Please"
        )
    admin = replace(releaser, rights=releaser.rights | {ADMIN})
    activate(admin, scene.prompt, 2, override_gates=True, reason="Please")
