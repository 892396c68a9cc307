"""The wall between projects as the database keeps it, whatever the application's code forgot."""

from typing import Any
from uuid import uuid4

import pytest
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from tests.models.conftest import WALLED, count

OUTSIDE = {"invitations"}
"""With a project, but found by the hash of a link's token before a project is known."""

POLICIES = {
    "project": ("promptside_app", "ALL"),
    "across": ("promptside_app", "SELECT"),
    "owner": ("promptside_owner", "ALL"),
}
INSTALLATION = {"installation": ("promptside_app", "INSERT")}
"""What concerns no project is written by anybody, and read across alone."""


def named(statement, table):
    return sql.SQL(statement).format(table=sql.Identifier(table))


def test_every_table_of_a_project_is_behind_the_wall(connect):
    owner = connect("promptside_owner")
    query = """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        ORDER BY c.relname
    """

    found = dict(owner.execute(query).fetchall())

    assert found == {**dict.fromkeys(WALLED, True), **dict.fromkeys(OUTSIDE, False)}


@pytest.mark.parametrize("table", WALLED)
def test_its_policies_are_these_and_no_more(connect, table):
    rows = connect("promptside_owner").execute(
        "SELECT policyname, roles::text[], cmd, permissive FROM pg_policies WHERE tablename = %s",
        [table],
    )

    found = {name: (roles, cmd, permissive) for name, roles, cmd, permissive in rows}

    wanted = POLICIES | (INSTALLATION if table.startswith("audit_") else {})
    assert found == {name: ([role], cmd, "PERMISSIVE") for name, (role, cmd) in wanted.items()}


@pytest.mark.parametrize("table", WALLED)
def test_without_a_project_there_are_no_rows_and_none_can_be_added(two, table):
    nobody = two.as_app()

    assert count(nobody, table) == 0
    assert is_refused(nobody, two, table)


@pytest.mark.parametrize("table", WALLED)
def test_in_a_project_its_rows_are_there_and_those_of_others_are_not(two, table):
    mine = two.as_app(two.mine)

    assert count(mine, table) > 0
    assert count(mine, table, "project_id IS DISTINCT FROM %s", two.mine) == 0


@pytest.mark.parametrize("table", WALLED)
def test_nothing_is_added_to_another_project(two, table):
    assert is_refused(two.as_app(two.theirs), two, table)
    assert is_refused(two.as_app(two.theirs, across=True), two, table)


def is_refused(connection, two, table):
    """A copy of one of my rows; the policy comes before any key that is taken already."""
    row = one_row(two, table)
    try:
        add(connection, table, row)
    except errors.InsufficientPrivilege as refusal:
        return "row-level security" in str(refusal)
    return False


def one_row(two, table):
    query = named("SELECT to_jsonb(t) FROM {table} t WHERE project_id = %s LIMIT 1", table)
    return two.as_owner().execute(query, [two.mine]).fetchone()[0]


def add(connection, table, row):
    statement = "INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)"
    connection.execute(named(statement, table), [Jsonb(row)])


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("table", WALLED)
@pytest.mark.parametrize(
    "change", ["UPDATE {table} SET project_id = project_id", "DELETE FROM {table}"]
)
def test_nothing_of_another_project_is_changed(two, table, change, across):
    theirs = two.as_app(two.theirs, across=across)
    statement = named(f"{change} WHERE project_id = %s", table)

    try:
        changed = theirs.execute(statement, [two.mine]).rowcount
    except errors.InsufficientPrivilege:
        changed = 0  # what is never changed: the role has not even the right

    assert changed == 0


@pytest.mark.parametrize("table", ["prompts", "api_keys", "memberships"])
def test_no_row_is_moved_into_another_project(two, table):
    mine = two.as_app(two.mine)

    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        mine.execute(named("UPDATE {table} SET project_id = %s", table), [two.theirs])


@pytest.mark.parametrize("table", WALLED)
def test_across_every_projects_rows_are_read(two, table):
    across = two.as_app(two.theirs, across=True)

    assert count(across, table) == count(two.as_owner(), table)


@pytest.mark.parametrize("table", WALLED)
def test_across_not_even_a_lock_is_taken_on_them(two, table):
    across = two.as_app(two.theirs, across=True)
    query = named("SELECT FROM {table} WHERE project_id = %s FOR UPDATE", table)

    try:
        locked = across.execute(query, [two.mine]).rowcount
    except errors.InsufficientPrivilege:
        locked = 0

    assert locked == 0


@pytest.mark.parametrize("table", WALLED)
def test_the_owner_counts_what_the_projects_count_together(two, table):
    owner = two.as_owner()
    projects = [row[0] for row in owner.execute("SELECT id FROM projects")]

    within = sum(count(two.as_app(project), table) for project in projects)

    assert count(owner, table) == within + count(owner, table, "project_id IS NULL")


def test_what_concerns_the_installation_is_written_within_any_project(two):
    mine = two.as_app(two.mine)

    add(
        mine,
        "audit_events",
        {**one_row(two, "audit_events"), "id": str(uuid4()), "project_id": None},
    )

    assert count(mine, "audit_events", "project_id IS NULL") == 0
    assert count(two.as_app(two.mine, across=True), "audit_events", "project_id IS NULL") > 0


COMPOSITE = """
    SELECT conname, conrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) > 1
      AND (SELECT attnum FROM pg_attribute
           WHERE attrelid = conrelid AND attname = 'project_id') = ANY (conkey)
    ORDER BY conname
"""
REFERENCES = {
    "fk_dataset_items_project_id_dataset_id_datasets": "dataset_items",
    "fk_dataset_versions_project_id_dataset_id_datasets": "dataset_versions",
    "fk_evaluator_versions_project_id_evaluator_id_evaluators": "evaluator_versions",
    "fk_experiment_evaluators_project_id_experiment_id_experiments": "experiment_evaluators",
    "fk_experiment_results_project_id_experiment_id_experiments": "experiment_results",
    "fk_experiment_units_project_id_experiment_id_experiments": "experiment_units",
    "fk_gates_project_id_dataset_id_datasets": "gates",
    "fk_gates_project_id_evaluator_id_evaluators": "gates",
    "fk_prompt_search_project_id_prompt_id_prompts": "prompt_search",
    "fk_prompt_versions_project_id_prompt_id_prompts": "prompt_versions",
    "fk_result_scores_experiment_results": "result_scores",
}
MAKE_ROOM: dict[str, dict[str, Any]] = {
    "dataset_items": {"key": "another", "id": str(uuid4())},
    "dataset_versions": {"version": 99},
    "evaluator_versions": {"version": 99},
    "experiment_evaluators": {"position": 99},
    "experiment_results": {"trial": 99},
    "experiment_units": {"evaluator": 99},
    "gates": {"id": str(uuid4())},
    "prompt_search": {},
    "prompt_versions": {"version": 99, "id": str(uuid4())},
    "result_scores": {"evaluator": 99},
}
"""So that no key which is taken already refuses first."""


def test_these_are_the_references_within_a_project(connect):
    assert dict(connect("promptside_owner").execute(COMPOSITE).fetchall()) == REFERENCES


@pytest.mark.parametrize(("name", "table"), REFERENCES.items())
def test_none_of_them_reaches_into_another_project(two, name, table):
    row = one_row(two, table) | MAKE_ROOM[table] | {"project_id": str(two.theirs)}
    theirs = two.as_app(two.theirs)
    if table == "prompt_search":
        row["prompt_id"] = prompt_without_search(two)
    if name == "fk_gates_project_id_evaluator_id_evaluators":
        # The dataset is theirs, so that nothing but the evaluator is refused.
        with two.as_owner() as owner:
            query = "SELECT id FROM datasets WHERE project_id = %s"
            row["dataset_id"] = str(owner.execute(query, [two.theirs]).fetchone()[0])

    with pytest.raises(errors.ForeignKeyViolation, match=name):
        add(theirs, table, row)


def prompt_without_search(two):
    """Of mine, so that its place among the search rows is free."""
    prompt = one_row(two, "prompts") | {"id": str(uuid4()), "name": f"prompt-{uuid4()}"}
    add(two.as_app(two.mine), "prompts", prompt | {"active_version": None})
    return prompt["id"]
