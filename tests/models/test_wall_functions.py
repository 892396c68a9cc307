"""The owner's functions, which see through the wall: what each of them gives, and to whom."""

from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from tests.models.conftest import act_in

FUNCTIONS = {
    "count_results()",
    "drop_span_day(date)",
    "fetch_for_key(bytea,text,text,integer)",
    "fetch_in_project(uuid,text,text,integer)",
    "found_anywhere(text,boolean)",
    "found_runs_anywhere(text,integer)",
    "found_traces_anywhere(text[],integer)",
    "scores_of(uuid,text,timestamp with time zone,timestamp with time zone)",
    "trace_names_anywhere(text,integer)",
    "found_prompts(uuid,text,boolean,text[],boolean,integer)",
    "found_runs(uuid,text,integer)",
    "found_traces(uuid,text[],text,text,text,text,timestamp with time zone,"
    "timestamp with time zone,timestamp with time zone,uuid,integer,integer)",
    "key_by_hash(bytea)",
    "make_span_days(integer)",
    "memberships_of(uuid)",
    "renamings()",
    "span_days()",
    "taken_ids(uuid[])",
}
DEFINERS = """
    SELECT p.oid::regprocedure::text, p.proowner::regrole::text, p.proconfig,
           has_function_privilege('promptside_app', p.oid, 'EXECUTE'),
           EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                   WHERE a.grantee = 0)
    FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
"""


def test_they_belong_to_the_owner_look_nowhere_else_and_are_open_to_the_application_alone(connect):
    rows = connect("promptside_owner").execute(DEFINERS).fetchall()

    assert {row[0] for row in rows} == FUNCTIONS
    for name, owner, settings, to_app, to_all in rows:
        assert (owner, to_app, to_all) == ("promptside_owner", True, False), name
        assert settings == ["search_path=pg_catalog, public, pg_temp"], name


def test_a_project_is_fetched_from_by_its_own_id_alone(two):
    theirs = two.as_app(two.theirs)
    fetch = "SELECT id FROM fetch_in_project(%s, 'greet', 'production', NULL)"

    mine, other = theirs.execute(fetch, [two.mine]).fetchone(), theirs.execute(fetch, [two.theirs])

    assert mine != other.fetchone()
    assert theirs.execute(fetch, [uuid4()]).fetchall() == []


def test_a_search_finds_nothing_of_a_project_that_is_not_acted_in(two):
    theirs = two.as_app(two.theirs)
    search = "SELECT id FROM found_prompts(%s, '%%greet%%', false, '{}', false, 100)"

    assert theirs.execute(search, [two.mine]).fetchall() == []
    assert len(theirs.execute(search, [two.theirs]).fetchall()) == 1
    act_in(theirs, None)
    assert theirs.execute(search, [two.theirs]).fetchall() == []


def test_a_search_of_runs_finds_nothing_of_a_project_that_is_not_acted_in(two):
    theirs = two.as_app(two.theirs)
    search = "SELECT found_runs(%s, '%%hi%%', 100)"

    assert theirs.execute(search, [two.mine]).fetchall() == []
    assert len(theirs.execute(search, [two.theirs]).fetchall()) == 1
    act_in(theirs, None)
    assert theirs.execute(search, [two.theirs]).fetchall() == []


def test_facets_find_nothing_of_a_project_that_is_not_acted_in(two):
    theirs = two.as_app(two.theirs)
    find = (
        "SELECT trace_id FROM found_traces(%s, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
        " NULL, 100, 100)"
    )

    assert theirs.execute(find, [two.mine]).fetchall() == []
    assert len(theirs.execute(find, [two.theirs]).fetchall()) == 1
    act_in(theirs, None)
    assert theirs.execute(find, [two.theirs]).fetchall() == []


def test_days_are_told_by_their_dates_and_sizes_and_no_more(two):
    days = two.as_app(two.theirs).execute("SELECT * FROM span_days()")

    assert [column.name for column in days.description] == ["day", "bytes"]
    assert len(days.fetchall()) == 10


def test_a_search_everywhere_finds_nothing_unless_one_reads_across(two):
    search = "SELECT found_anywhere('%greet%', false)"

    assert two.as_app(two.theirs).execute(search).fetchall() == []
    assert len(two.as_app(two.theirs, across=True).execute(search).fetchall()) == 2


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("SELECT found_runs_anywhere('%hi%', 10)", 2),
        ("SELECT unnest(found_traces_anywhere('{kind:tool,kind:none}', 2))", 2),
        ("SELECT unnest(found_traces_anywhere('{kind:none}', 2))", 0),
        ("SELECT unnest(trace_names_anywhere('CHA', 10))", 1),
        ("SELECT 1 WHERE trace_names_anywhere('cha', 0) IS NULL", 1),
        ("SELECT 1 WHERE found_traces_anywhere('{kind:tool}', 1) IS NULL", 1),
    ],
)
def test_runs_and_traces_are_found_everywhere_by_those_alone_who_read_across(two, search, found):
    two.as_owner().execute("UPDATE traces SET facets = '{kind:tool}'")

    assert two.as_app(two.theirs).execute(search).fetchall() == []
    assert len(two.as_app(two.theirs, across=True).execute(search).fetchall()) == found


def test_a_key_is_found_by_its_whole_hash_and_leads_to_its_own_project(two):
    theirs = two.as_app(two.theirs)
    (kept,) = (
        two.as_owner()
        .execute("SELECT key_hash FROM api_keys WHERE project_id = %s", [two.mine])
        .fetchone()
    )

    with theirs.transaction():
        (project,) = theirs.execute("SELECT project_id FROM key_by_hash(%s)", [kept]).fetchone()
        assert project == two.mine
        set_to = theirs.execute("SELECT current_setting('promptside.project')").fetchone()
        assert set_to == (str(two.mine),)
    for hash_ in (kept[:-1], b"", b"%"):
        assert theirs.execute("SELECT FROM key_by_hash(%s)", [hash_]).fetchall() == []
        assert theirs.execute(FETCH_FOR_KEY, [hash_]).fetchall() == []


FETCH_FOR_KEY = "SELECT project_id, id FROM fetch_for_key(%s, 'greet', 'production', NULL)"


@pytest.mark.parametrize("over", ["revoked_at = now()", "expires_at = now() - interval '1 second'"])
def test_a_key_that_is_over_finds_nothing(two, over):
    mine, theirs = two.as_app(two.mine), two.as_app(two.theirs)
    hash_ = uuid4().bytes
    mine.execute(
        "INSERT INTO api_keys SELECT (jsonb_populate_record(k, %s)).* FROM api_keys k LIMIT 1",
        [Jsonb({"id": str(uuid4()), "key_hash": f"\\x{hash_.hex()}"})],
    )
    assert theirs.execute(FETCH_FOR_KEY, [hash_]).fetchall()

    mine.execute(f"UPDATE api_keys SET {over} WHERE key_hash = %s", [hash_])

    assert theirs.execute("SELECT FROM key_by_hash(%s)", [hash_]).fetchall() == []
    assert theirs.execute(FETCH_FOR_KEY, [hash_]).fetchall() == []


def test_a_key_fetches_from_its_own_project_wherever_one_acts(two):
    owner, theirs = two.as_owner(), two.as_app(two.theirs)
    (kept,) = owner.execute(
        "SELECT key_hash FROM api_keys WHERE project_id = %s", [two.mine]
    ).fetchone()

    assert theirs.execute(FETCH_FOR_KEY, [kept]).fetchone()[0] == two.mine


def test_memberships_are_those_of_one_person_and_say_no_more(two):
    theirs = two.as_app(two.theirs)
    people = two.as_owner().execute("SELECT user_id, project_id FROM memberships").fetchall()

    for person, project in people:
        rows = theirs.execute("SELECT * FROM memberships_of(%s)", [person])
        assert [row[0] for row in rows] == [project]
        assert [column.name for column in rows.description] == [
            "project_id",
            "slug",
            "name",
            "role",
        ]


def test_ids_are_told_to_be_taken_to_those_alone_who_know_them(two):
    known = [row[0] for row in two.as_owner().execute("SELECT id FROM prompts")]
    theirs = two.as_app(two.theirs)

    taken = theirs.execute("SELECT taken_ids(%s)", [[*known, uuid4()]]).fetchall()

    assert {row[0] for row in taken} == set(known)


def test_renamings_are_a_number(two):
    assert two.as_app(two.theirs).execute("SELECT renamings()").fetchone() == (0,)


def test_spans_are_taken_into_the_project_that_is_named_and_by_whoever_may_write_there(two):
    theirs = two.as_app(two.theirs)
    span = Jsonb(
        {
            **{"trace_id": str(uuid4()), "span_id": "\\x01", "is_clamped": False, "latency_ms": 1},
            **{"started_at": "2026-11-20T12:00:00Z", "ended_at": "2026-11-20T12:00:01Z"},
            **{"kind": "span", "level": "default", "name": "call", "environment": "default"},
        }
    )
    take = (
        "SELECT take_new_spans(%s, ARRAY[%s]::uuid[], '[{}]',"
        " ARRAY[jsonb_populate_record(NULL::arriving_span, %s)])"
    )
    shared = [uuid4() for _ in range(3)]
    seen = (
        "SELECT (SELECT count(*) FROM spans WHERE span_id = '\\x01'),"
        " ARRAY(SELECT id FROM shared_objects WHERE id = ANY(%s) ORDER BY array_position(%s, id))"
    )

    for project, id_, are_new in zip(
        (two.theirs, two.theirs, two.mine), shared, (True, False, True), strict=True
    ):
        assert theirs.execute(take, [project, id_, span]).fetchone() == (are_new,)

    assert theirs.execute(seen, [shared, shared]).fetchone() == (1, shared[:2])
    act_in(theirs, two.mine)
    assert theirs.execute(seen, [shared, shared]).fetchone() == (1, shared[2:])
