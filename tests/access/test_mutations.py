"""Each permission flipped once: some answer of the table must change."""

from __future__ import annotations

from collections import defaultdict

import pytest

from app.admin.guard import Guarded
from app.models.access import SCOPES
from app.services import policy, serving
from app.web import identity
from tests.access.asking import ask
from tests.access.cast import CALLERS, undone
from tests.access.matrix import RECIPES, answers
from tests.access.mutants import place_of, sites, watched
from tests.access.table import expected

pytestmark = pytest.mark.more

TABLE = expected()
KNOWN = [
    name for name in CALLERS if name not in ("anonymous", "operator", "revoked key", "expired key")
]
PANEL = [row for row in TABLE if row.route.startswith("/admin/")]
SITES = {str(site): site for site in sites() if site.path != "admin/guard.py"}
"""But for the panel's door, which has a test of its own."""

MOVING = "services/pointers.py move_production require_move"
CHOSEN = "services/chosen.py chosen_"
LISTS = [f"services/lists/reading.py {name} require_across" for name in ("page", "counts", "total")]
HISTORY = "services/history.py history_of require_across"
BY_DAY = "services/lists/reading.py by_day require_across"
QUEUE = "services/queue_state.py queue_state require"
HEALTH = "services/dashboard.py health require"
INGEST = "services/ingest_state.py ingest_state require_across"
REMOVING = [
    "services/access/members.py get_member require",
    "services/access/members.py remove_member require",
    "services/access/members.py remove_member require_to_give",
]
READING = "services/prompts/read.py get_prompt require"
LISTING = [
    "services/runs/reading.py list_runs require",
    "services/traces/lists.py list_traces check",
]
TAKING_IN = "api/otlp.py post check"
STORING = "services/traces/storing.py store_spans require"
STORING_APART = "services/traces/storing.py store_spans_apart check"
TAKING_RUNS = "services/langfuse/runs.py take_spans require"
READING_OUTPUTS = "services/experiments/recorded.py read_outputs require"
SCORING_OUTPUTS = "services/experiments/recorded.py score_outputs require"
FINDING = [
    "services/datasets/read.py find_dataset require",
    "services/evaluators/read.py find_evaluator require",
    "services/gates/rules.py create_gate require",
]
OVERRIDING = [
    "services/pointers.py check_override require",
    "services/gates/checking.py require_passed require",
]
REVOKING = ["services/access/keys.py get_key require", f"{CHOSEN}rows require_across"]

ASKED_TWICE = {
    MOVING: ["services/releases.py lock_for_move require_move"],
    "services/releases.py lock_for_move require_move": [MOVING],
    "services/prompts/write.py save_version require_move": [MOVING],
    "services/transfer/creating.py version_to_serve require_move": [MOVING],
    "services/prompts/write.py set_archived require": [f"{CHOSEN}prompts require_across"],
    "services/prompts/read.py get_versions require": [READING],
    "services/prompts/read.py list_versions require": [READING],
    "services/prompts/read.py id_of require": LISTING,
    "services/chosen.py lock_rows require_across": REVOKING,
    HEALTH: [QUEUE, INGEST, BY_DAY, *LISTS],
    QUEUE: [HEALTH, INGEST, BY_DAY, *LISTS],
    INGEST: [HEALTH, QUEUE, BY_DAY, *LISTS],
    LISTS[1]: LISTS[:1],
    LISTS[2]: [LISTS[0], HISTORY],
    BY_DAY: LISTS[:2],
    REMOVING[0]: REMOVING[1:],
    REMOVING[1]: [REMOVING[0], REMOVING[2]],
    TAKING_IN: [STORING_APART],
    STORING_APART: [TAKING_IN],
    STORING: [TAKING_IN, TAKING_RUNS],
    TAKING_RUNS: [TAKING_IN, STORING],
    SCORING_OUTPUTS: [READING_OUTPUTS],
    FINDING[1]: [FINDING[0], FINDING[2]],
    "services/langfuse/datasets.py put_dataset require": [
        "services/datasets/write.py create_dataset require"
    ],
    f"{CHOSEN}gates require_across": [f"{CHOSEN}rows require_across"],
    "services/gates/asking.py ask_gates require": [
        READING,
        "services/prompts/read.py get_versions require",
    ],
    OVERRIDING[0]: OVERRIDING[1:],
    OVERRIDING[1]: OVERRIDING[:1],
    "services/gates/starting.py begin_experiments require": [
        "services/prompts/write.py save_version require"
    ],
    "services/access/people.py deactivate_person require": [f"{CHOSEN}people require_across"],
    "services/access/people.py reactivate_person require": [f"{CHOSEN}people require_across"],
    "services/access/sessions.py sign_out_everywhere require": [f"{CHOSEN}people require_across"],
    "services/access/sessions.py revoke_session require": [f"{CHOSEN}sessions require_across"],
}
"""Sites that may break unnoticed, because others ask on the same way: only all of them together
let somebody through."""

FOR_NOBODY = {
    "services/demo/__init__.py fill require",
    "services/demo/__init__.py report require",
    "services/demo/__init__.py evaluate require",
    "services/access/identities.py link require",
    "services/connections/calling.py endpoint_of require",
    "services/connections/rotation.py rotate_keys require",
}
"""The command line and the worker alone come here, as the system, which may do everything."""


@pytest.fixture(scope="module")
def refusals(cast):
    """Site → the questions it refused, and what was said, on one run with nothing broken.

    The panel's door stands open, so that what is behind it is asked.
    """
    found = defaultdict(list)
    with watched() as watch, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Guarded, "is_accessible", lambda view: True)
        for row in TABLE:
            with undone(cast.app):
                asked = RECIPES[row](cast)
                for name in KNOWN:
                    watch.refusing.clear()
                    with undone(cast.app):
                        answer = asked.says(ask(cast.app, row, asked, cast.everybody[name]))
                    for place in watch.refusing:
                        found[place].append((row, name, answer))
    return found


@pytest.mark.parametrize("site", SITES.values(), ids=str)
def test_each_site_that_asks_for_a_right_is_needed(cast, refusals, monkeypatch, site):
    if str(site) in FOR_NOBODY:
        assert not refusals[place_of(site)]
        return
    monkeypatch.setattr(Guarded, "is_accessible", lambda view: True)

    assert lets_through(cast, refusals, site) != (str(site) in ASKED_TWICE)
    if others := ASKED_TWICE.get(str(site)):
        assert lets_through(cast, refusals, site, *(SITES[other] for other in others))


def said(cast, row, name):
    """A rule that is broken may let somebody run into a fault."""
    try:
        return answers(cast, row, [name])[name]
    except Exception as error:
        return f"broken: {error!r}"


def lets_through(cast, refusals, *broken):
    """Whether anybody who was refused is answered otherwise."""
    places = [place_of(site) for site in broken]
    with watched() as watch:
        watch.broken = set(places)
        return any(
            said(cast, row, name) != answer
            for place in places
            for row, name, answer in refusals[place]
        )


@pytest.mark.parametrize("role", policy.ROLES)
@pytest.mark.parametrize("right", SCOPES)
def test_each_right_of_each_role_is_needed(cast, monkeypatch, role, right):
    monkeypatch.setitem(policy.ROLES, role, policy.ROLES[role] ^ {right})

    assert differs(cast, [role])


def test_the_panels_door_is_needed(cast, monkeypatch):
    monkeypatch.setattr(Guarded, "is_accessible", lambda view: True)

    assert differs(cast, ["viewer"], PANEL)


ENDPOINTS = sorted(identity.OPEN | identity.DOCUMENTS)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_open_endpoint_is_open(cast, monkeypatch, endpoint):
    monkeypatch.setattr(identity, "OPEN", identity.OPEN - {endpoint})
    monkeypatch.setattr(identity, "DOCUMENTS", identity.DOCUMENTS - {endpoint})

    assert differs(cast, ["anonymous"], rows_of(cast, endpoint))


def test_every_other_endpoint_is_closed(cast, monkeypatch):
    closed = {rule.endpoint for rule in cast.app.url_map.iter_rules()} - set(ENDPOINTS)

    unnoticed = []
    for endpoint in sorted(closed):
        monkeypatch.setattr(identity, "OPEN", identity.OPEN | {endpoint})
        if not differs(cast, ["anonymous", "revoked key"], rows_of(cast, endpoint)):
            unnoticed.append(endpoint)
        monkeypatch.undo()

    assert unnoticed == []


def test_what_a_key_may_is_asked_where_it_is_fetched(cast, monkeypatch):
    real = serving.fetch_row

    def every_scope(statement, values):
        row = real(statement, values)
        return row and (*row[:2], list(SCOPES), *row[3:])

    monkeypatch.setattr(serving, "fetch_row", every_scope)

    assert differs(cast, ["write key"], rows_of(cast, "serving.fetch"))


def differs(cast, names, rows=tuple(TABLE)):
    return any(said(cast, row, name) != TABLE[row][name] for row in rows for name in names)


def rows_of(cast, endpoint):
    routes = {rule.rule for rule in cast.app.url_map.iter_rules() if rule.endpoint == endpoint}
    return [row for row in TABLE if row.route in routes]
