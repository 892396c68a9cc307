"""What is written once stays, whoever asks: the application's role or the owner's."""

import hashlib

import pytest
from psycopg import errors

from app.db import db
from app.services import prompts, releases
from tests.factories.access import the_system
from tests.factories.audit import seal_all
from tests.factories.prompts import make_prompt
from tests.factories.transfer import bring, exported
from tests.models.conftest import act_in

KEPT = {"prompt_versions": "id", "releases": "id", "audit_events": "id", "audit_seals": "event_id"}
"""Each with its key."""
ACTS = {
    "update": "UPDATE {table} SET project_id = gen_random_uuid()",
    "update of one column to itself": "UPDATE {table} SET {key} = {key}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
    "truncate with what depends on it": "TRUNCATE {table} CASCADE",
    "insert over what is there": (
        "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key})"
        " DO UPDATE SET {key} = EXCLUDED.{key}"
    ),
    "merge": ("MERGE INTO {table} t USING {table} s ON t.{key} = s.{key} WHEN MATCHED THEN DELETE"),
}


@pytest.fixture
def as_role(real_app, durable_server):
    """A connection of one of the two roles to a database with a prompt in it."""
    prompt = make_prompt("greet", versions=2)
    assert prompt.latest_version == 2
    project_id = prompt.project_id
    seal_all()
    name = db.engine.url.database
    db.session.remove()
    opened = []

    def connect(role):
        opened.append(durable_server.connect(role, name))
        if role == "promptside_app":
            act_in(opened[-1], project_id, across=True)
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.mark.parametrize("role", ["promptside_app", "promptside_owner"])
def test_no_row_of_them_is_changed_or_removed(as_role, role):
    connection = as_role(role)
    before = rows_of(connection)

    passed = [
        (act, table)
        for act, statement in ACTS.items()
        for table, key in KEPT.items()
        if not is_refused(connection, statement.format(table=table, key=key))
    ]

    assert passed == []
    assert rows_of(connection) == before


def is_refused(connection, statement):
    try:
        connection.execute(statement)
    except (
        errors.InsufficientPrivilege,
        errors.RestrictViolation,
        errors.FeatureNotSupported,  # a plain TRUNCATE of what others refer to
    ):
        return True
    return False


def rows_of(connection):
    return [
        connection.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()
        for table, key in KEPT.items()
    ]


def test_the_applications_role_has_not_even_the_right(as_role):
    connection = as_role("promptside_app")

    for table, key in KEPT.items():
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(f"UPDATE {table} SET {key} = {key}")


def test_the_owner_is_told_why(as_role):
    connection = as_role("promptside_owner")

    with pytest.raises(errors.RestrictViolation, match="a version never changes"):
        connection.execute("DELETE FROM prompt_versions WHERE version = 1")
    with pytest.raises(errors.RestrictViolation, match="append-only"):
        connection.execute("DELETE FROM releases")


@pytest.mark.parametrize("role", ["promptside_app", "promptside_owner"])
def test_deleting_the_prompt_takes_its_versions_and_leaves_the_logs(as_role, role):
    connection = as_role(role)
    events = connection.execute("SELECT count(*) FROM audit_events").fetchone()

    connection.execute("DELETE FROM prompts")

    assert connection.execute("SELECT count(*) FROM prompt_versions").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM prompt_search").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM releases").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM audit_events").fetchone() == events


def test_emptying_the_prompts_takes_no_version_along(as_role):
    connection = as_role("promptside_owner")

    with pytest.raises(errors.RestrictViolation):
        connection.execute("TRUNCATE prompts CASCADE")


def test_a_version_keeps_its_checksum_through_all_that_happens(real_app):
    caller = the_system()
    prompt = make_prompt("greet", content="Grüße\r\n", versions=3)
    noted = fingerprints()

    prompts.update_prompt(caller, prompt.id, name="other", tags=["x"])
    prompts.archive_prompt(caller, prompt.id)
    prompts.restore_prompt(caller, prompt.id)
    prompts.save_version(caller, prompt.id, content="a fourth")
    releases.activate(caller, prompt.id, 3)
    releases.roll_back(caller, prompt.id)
    (told,) = exported(caller)
    db.session.commit()
    longer = {"name": "other", "versions": [*told["versions"], {"content": "a fifth"}]}
    (brought,) = bring(caller, longer)

    assert (brought.outcome, brought.versions_added) == ("extended", 1)
    assert {id_: print_ for id_, print_ in fingerprints().items() if id_ in noted} == noted


def fingerprints():
    rows = db.session.connection().exec_driver_sql("SELECT id, v::text FROM prompt_versions v")
    return {id_: hashlib.sha256(row.encode()).hexdigest() for id_, row in rows}
