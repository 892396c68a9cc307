"""A chain of seals over the log: nothing that was written can be changed unseen."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy import select, text

from app.db import db, transaction
from app.models import AuditSeal
from app.services import audit, seals
from app.services.seals import sealing
from app.wall import act_in, read_across_on
from tests.factories.access import make_person, make_project, the_system
from tests.factories.audit import faults, head, make_events, seal_all, tampering


@pytest.fixture
def sealed(real_app):
    """Ten more events in the chain of the project `default`, which has one already."""
    make_events(10)
    seal_all()
    db.session.remove()
    return real_app


def numbers(project_id):
    read_across_on(db.session.connection())
    query = select(AuditSeal.number).where(AuditSeal.project_id == project_id)
    return list(db.session.scalars(query.order_by(AuditSeal.number)))


def event_of(connection, number):
    query = "SELECT event_id FROM audit_seals WHERE number = %s AND project_id IS NOT NULL"
    return connection.execute(query, [number]).fetchone()[0]


def test_what_nobody_touched_is_whole(sealed):
    assert numbers(the_system().project_id) == list(range(1, 12))
    assert faults(sealed, "default", head(sealed)) == []


def test_each_project_has_a_chain_and_the_installation_too(real_app):
    other = make_project("other")
    make_events(3, other)
    make_person("ada")
    seal_all()

    assert numbers(other.project_id) == [1, 2, 3, 4]
    assert numbers(None) == [1]
    assert faults(real_app, "other") == faults(real_app, seals.INSTALLATION) == []


def test_a_hash_is_over_the_one_before_and_all_that_an_event_says(sealed):
    read_across_on(db.session.connection())
    rows = db.session.execute(
        text(
            "SELECT s.hash, e.*, e.xid::text AS xid, e.changes::text AS changes, to_char("
            "e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AS created_at"
            " FROM audit_seals s JOIN audit_events e ON e.id = s.event_id ORDER BY s.number LIMIT 2"
        )
    )
    before = bytes(32)
    for row in rows:
        event = {name: value for name, value in row._asdict().items() if name != "hash"}
        event |= {"id": str(row.id), "project_id": str(row.project_id)}
        told = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before = sha256(before + told.encode()).digest()
        assert before == bytes(row.hash)


COLUMNS = [
    column.name
    for column in db.metadata.tables["audit_events"].columns
    if column.name not in ("id", "changes", "created_at", "xid", "project_id")
]
ALTERATIONS = {column: f"{column} = 'other'" for column in COLUMNS} | {
    "changes": "changes = '{\"number\": [null, 3.0]}'",
    "created_at": "created_at = created_at + interval '1 microsecond'",
    "xid": "xid = '1'",
    "project_id": "project_id = NULL",
    "id": "id = gen_random_uuid()",
}


@pytest.mark.parametrize("column", ALTERATIONS)
def test_an_altered_event_is_found_whichever_column_it_is(sealed, column):
    with tampering(sealed) as owner:
        event = event_of(owner, 5)
        owner.execute(f"UPDATE audit_events SET {ALTERATIONS[column]} WHERE id = %s", [event])

    words = "removed" if column == "id" else "altered"
    assert [line for line in faults(sealed) if f"Event {event}, sealed as 5, was {words}" in line]
    assert len(faults(sealed)) == 1


def test_the_last_event_altered_is_found_too(sealed):
    with tampering(sealed) as owner:
        event = event_of(owner, 11)
        owner.execute("UPDATE audit_events SET actor = 'x' WHERE id = %s", [event])

    assert f"Event {event}, sealed as 11, was altered" in faults(sealed)[0]


def test_a_removed_event_is_found(sealed):
    with tampering(sealed) as owner:
        event = event_of(owner, 5)
        owner.execute("DELETE FROM audit_events WHERE id = %s", [event])

    assert faults(sealed) == [f"Event {event}, sealed as 5, was removed."]


def test_removed_seals_are_found(sealed):
    with tampering(sealed) as owner:
        owner.execute("DELETE FROM audit_seals WHERE number IN (5, 6) AND project_id IS NOT NULL")

    assert faults(sealed) == ["Seals 5 to 6 were removed."]


def test_an_event_removed_with_its_seal_is_found(sealed):
    with tampering(sealed) as owner:
        event = event_of(owner, 5)
        owner.execute("DELETE FROM audit_events WHERE id = %s", [event])
        owner.execute("DELETE FROM audit_seals WHERE event_id = %s", [event])

    assert faults(sealed) == ["Seal 5 was removed."]


def test_so_it_is_when_the_numbers_are_closed_up(sealed):
    with tampering(sealed) as owner:
        event, follower = event_of(owner, 5), event_of(owner, 6)
        owner.execute("DELETE FROM audit_events WHERE id = %s", [event])
        owner.execute("DELETE FROM audit_seals WHERE event_id = %s", [event])
        for number in range(6, 12):
            owner.execute(
                "UPDATE audit_seals SET number = number - 1"
                " WHERE number = %s AND project_id IS NOT NULL",
                [number],
            )

    (line,) = faults(sealed)
    assert f"Event {follower}, sealed as 5, was altered, or a row was removed" in line


def test_an_altered_seal_is_told_from_an_altered_event(sealed):
    with tampering(sealed) as owner:
        event = event_of(owner, 5)
        owner.execute("UPDATE audit_seals SET hash = sha256('x') WHERE event_id = %s", [event])

    assert faults(sealed) == [f"Seal 5, of event {event}, was altered."]


def test_a_seal_that_was_put_in_is_found(sealed):
    with tampering(sealed) as owner:
        owner.execute("ALTER TABLE audit_seals DROP CONSTRAINT uq_audit_seals_project_id_number")
        owner.execute(
            "INSERT INTO audit_seals SELECT gen_random_uuid(), project_id, 5, hash, now()"
            " FROM audit_seals WHERE number = 5 AND project_id IS NOT NULL"
        )

    assert "Seal 5 stands there twice" in "".join(faults(sealed))


def test_what_is_cut_off_at_the_end_is_found_by_the_head(sealed):
    noted = head(sealed)
    with tampering(sealed) as owner:
        owner.execute(
            "DELETE FROM audit_events e USING audit_seals s WHERE e.id = s.event_id AND number > 8"
        )
        owner.execute("DELETE FROM audit_seals WHERE number > 8")

    assert faults(sealed) == []
    assert faults(sealed, "default", noted) == [
        "The log ends with 8, but the head 11 was noted: what followed was cut off at the end."
    ]


def test_a_chain_written_anew_from_some_row_on_is_found_by_the_head(sealed):
    noted = head(sealed)
    with tampering(sealed) as owner:
        event = event_of(owner, 8)
        owner.execute("UPDATE audit_events SET actor = 'x' WHERE id = %s", [event])
        owner.execute("DELETE FROM audit_seals WHERE number >= 8")
    seal_all()

    assert faults(sealed) == []
    assert "Seal 11 is not the head that was noted" in faults(sealed, "default", noted)[0]


def test_several_faults_are_each_told_once(sealed):
    with tampering(sealed) as owner:
        altered, removed = event_of(owner, 3), event_of(owner, 9)
        owner.execute("UPDATE audit_events SET agent = 'x' WHERE id = %s", [altered])
        owner.execute("DELETE FROM audit_seals WHERE number = 6 AND project_id IS NOT NULL")
        owner.execute("DELETE FROM audit_events WHERE id = %s", [removed])

    first, *others = faults(sealed)
    assert f"{altered}, sealed as 3, was altered" in first
    assert others == ["Seal 6 was removed.", f"Event {removed}, sealed as 9, was removed."]


def test_an_old_event_without_a_seal_is_found(sealed):
    with tampering(sealed) as owner:
        owner.execute(
            "INSERT INTO audit_events (id, project_id, actor, action, object_type, changes,"
            " created_at) SELECT gen_random_uuid(), id, 'x', 'a.b', 'a', '{}',"
            " now() - n * interval '1 minute' FROM projects, generate_series(0, 2) n"
        )

    assert len(faults(sealed)) == 1 + 1
    assert all("has had no seal for more than a minute" in line for line in faults(sealed))


def test_what_is_committed_late_is_sealed_too(real_app, durable_server):
    late, caller = db.session(), the_system()
    act_in(caller.project_id)
    audit.record(caller, "test.late", None, None, project_id=caller.project_id)
    late.flush()
    with ThreadPoolExecutor(1) as others:
        sweep = others.submit(elsewhere, real_app, lambda: (make_events(5), seal_all())[1]).result()
        assert len(others.submit(elsewhere, real_app, sealed_events).result()) == 1 + 5

        late.commit()
        others.submit(elsewhere, real_app, lambda: seal_all(sweep)).result()

    assert numbers(caller.project_id) == list(range(1, 8))
    assert faults(real_app) == []


def elsewhere(app, act):
    """In another session than the test's own."""
    with app.app_context():
        return act()


def sealed_events():
    read_across_on(db.session.connection())
    return list(db.session.scalars(select(AuditSeal.event_id)))


def test_walks_go_on_where_something_may_be_new(real_app):
    make_events(5)
    sweep = seal_all(seal_all())

    make_events(2)
    sweep = seals.seal_committed(sweep)

    assert (sweep.sealed, sweep.is_over) == (2, True)
    assert seals.seal_committed(sweep).sealed == 0


def test_a_piece_at_a_time(real_app, monkeypatch):
    monkeypatch.setattr(sealing, "PIECE", 4)
    make_events(9)

    steps = [sweep := seals.seal_committed(seals.Sweep())]
    while not sweep.is_over:
        steps.append(sweep := seals.seal_committed(sweep))

    assert [step.sealed for step in steps] == [4, 4, 2]
    assert faults(real_app) == []


def test_rows_restored_from_a_server_that_was_further_are_sealed_once(real_app, monkeypatch):
    monkeypatch.setattr(sealing, "PIECE", 4)
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO audit_events (id, project_id, actor, action, object_type, changes,"
                " created_at, xid) SELECT gen_random_uuid(), p.id, 'x', 'a.b', 'a', '{}', now(),"
                " '999999999999' FROM projects p, generate_series(1, 9)"
            )
        )
    sweep = seal_all()
    make_events(2)

    steps = [sweep := seals.seal_committed(sweep)]
    while not sweep.is_over:
        steps.append(sweep := seals.seal_committed(sweep))

    assert [step.sealed for step in steps] == [2]
    assert numbers(the_system().project_id) == list(range(1, 13))


def test_four_sealers_and_four_writers_leave_neither_gap_nor_duplicate(real_app):
    def write():
        for _ in range(40):
            make_events(1, caller)

    def seal():
        sweep, found = seals.Sweep(), 0
        while not all(future.done() for future in writing):
            sweep = seals.seal_committed(sweep)
            found += sweep.sealed
        return found

    caller = the_system()
    db.session.remove()
    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(elsewhere, real_app, write) for _ in range(4)]
        sealing_ = [pool.submit(elsewhere, real_app, seal) for _ in range(4)]
        found = [future.result() for future in [*writing, *sealing_]][4:]
    found.append(seal_all().sealed)

    assert sum(found) == 161
    assert numbers(caller.project_id) == list(range(1, 162))
    assert faults(real_app) == []


def test_a_step_is_planned_for_its_place_in_the_log(real_app):
    """A plan for any place, made after some steps, would read much of a long log each time."""
    sweep = seal_all()
    for _ in range(20):
        make_events(1)
        sweep = seals.seal_committed(sweep)

    plans = "SELECT sum(custom_plans), sum(generic_plans) FROM pg_prepared_statements WHERE"
    custom, generic = db.session.execute(text(f"{plans} statement LIKE '%piece%'")).one()
    assert custom > 10
    assert generic == 0


@pytest.mark.parametrize("words", ["", "12", "0:" + "a" * 64, "1:abc", "x:" + "a" * 64])
def test_what_is_no_head_is_refused(words):
    with pytest.raises(seals.BadHead):
        seals.parse_head(words)


def test_a_head_is_read_as_it_is_written(sealed):
    assert seals.parse_head(str(head(sealed))) == head(sealed)
