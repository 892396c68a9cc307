"""What the two roles may do, compared with tables written by hand."""

import pytest

TABLES = {
    "api_keys": "SELECT INSERT UPDATE",
    "audit_events": "SELECT INSERT",
    "audit_seals": "SELECT INSERT",
    "connections": "SELECT INSERT UPDATE DELETE",
    "dataset_items": "SELECT INSERT DELETE",
    "dataset_versions": "SELECT INSERT DELETE",
    "datasets": "SELECT INSERT UPDATE DELETE",
    "dimension_days": "SELECT INSERT UPDATE DELETE",
    "dimension_hours": "SELECT INSERT UPDATE DELETE",
    "evaluator_versions": "SELECT INSERT",
    "evaluators": "SELECT INSERT UPDATE",
    "experiment_evaluators": "SELECT INSERT DELETE",
    "experiment_results": "SELECT INSERT UPDATE DELETE",
    "experiment_units": "SELECT INSERT",
    "experiments": "SELECT INSERT UPDATE DELETE",
    "gates": "SELECT INSERT UPDATE",
    "idempotency_keys": "SELECT INSERT UPDATE DELETE",
    "identities": "SELECT INSERT UPDATE",
    "invitations": "SELECT INSERT UPDATE",
    "masking_rules": "SELECT INSERT UPDATE DELETE",
    "memberships": "SELECT INSERT UPDATE DELETE",
    "prices": "SELECT INSERT UPDATE DELETE",
    "projects": "SELECT INSERT UPDATE",
    "prompt_search": "SELECT INSERT UPDATE DELETE",
    "prompt_versions": "SELECT INSERT",
    "prompts": "SELECT INSERT UPDATE DELETE",
    "promptside_schema": "SELECT",
    "rate_windows": "SELECT INSERT UPDATE DELETE",
    "releases": "SELECT INSERT",
    "result_scores": "SELECT INSERT UPDATE DELETE",
    "run_pieces": "SELECT INSERT DELETE",
    "runs": "SELECT INSERT UPDATE DELETE",
    "scales": "SELECT INSERT UPDATE DELETE",
    "scores": "SELECT INSERT UPDATE DELETE",
    "sessions": "SELECT INSERT UPDATE DELETE",
    "shared_objects": "SELECT INSERT UPDATE DELETE",
    "sign_in_attempts": "SELECT INSERT UPDATE DELETE",
    "spans": "SELECT INSERT DELETE",
    "stale_hours": "SELECT INSERT UPDATE DELETE",
    "traces": "SELECT INSERT UPDATE DELETE",
    "usage_days": "SELECT INSERT UPDATE DELETE",
    "usage_hours": "SELECT INSERT UPDATE DELETE",
    "user_days": "SELECT INSERT UPDATE DELETE",
    "user_hours": "SELECT INSERT UPDATE DELETE",
    "users": "SELECT INSERT UPDATE",
}
RIGHTS = "SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER"
HELD = """
    SELECT c.relname, array_agg(right_ ORDER BY place)
    FROM pg_class c CROSS JOIN unnest(%s::text[]) WITH ORDINALITY AS r (right_, place)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND has_table_privilege('promptside_app', c.oid, right_)
    GROUP BY c.relname ORDER BY c.relname
"""


@pytest.fixture
def owner(server):
    with server.connect("promptside_owner", "promptside") as connection:
        yield connection


def test_the_applications_role_may_do_this_and_no_more(owner):
    held = owner.execute(HELD, [RIGHTS.split()]).fetchall()

    assert {table: " ".join(rights) for table, rights in held} == TABLES


def test_no_single_column_is_open_beyond_that(owner):
    query = """
        SELECT table_name, column_name FROM information_schema.column_privileges c
        WHERE grantee IN ('promptside_app', 'PUBLIC') AND table_schema = 'public'
          AND NOT has_table_privilege(
              'promptside_app', to_regclass('public.' || table_name)::oid, privilege_type)
    """

    # An item ends with a version, and is otherwise never changed.
    assert owner.execute(query).fetchall() == [("dataset_items", "removed_in")]


def test_everything_belongs_to_the_owner(owner):
    query = """
        SELECT relname, relowner::regrole::text FROM pg_class
        WHERE relnamespace IN ('public'::regnamespace, 'jobs'::regnamespace)
          AND relowner <> 'promptside_owner'::regrole
    """

    assert owner.execute(query).fetchall() == []


def test_neither_role_is_more_than_it_must_be(owner):
    query = """
        SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
        FROM pg_roles WHERE rolname LIKE 'promptside%' ORDER BY rolname
    """
    memberships = "SELECT pg_has_role('promptside_app', 'promptside_owner', 'MEMBER')"

    assert owner.execute(query).fetchall() == [
        ("promptside_app", False),
        ("promptside_owner", False),
    ]
    assert owner.execute(memberships).fetchone() == (False,)


def test_the_applications_role_makes_nothing_of_its_own(owner):
    query = """
        SELECT nspname FROM pg_namespace
        WHERE nspname IN ('public', 'jobs')
          AND has_schema_privilege('promptside_app', oid, 'CREATE')
    """

    assert owner.execute(query).fetchall() == []
