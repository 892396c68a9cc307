"""The database itself refuses what must not be, even from code that forgot a rule."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from app.db import Base, compact_json, db, now, transaction
from app.errors import Conflict
from app.models import ApiKey, Prompt, PromptSearch, PromptVersion, User
from app.wall import act_in
from tests.factories.access import make_project, the_system
from tests.factories.prompts import make_prompt

OUTSIDE_THE_WALL = {
    "projects",
    "users",
    "identities",
    "sessions",
    "sign_in_attempts",
    "rate_windows",
}
"""And audit events, whose project is null when they are the installation's."""


def refused_by(name):
    """The refusal of the constraint of this name."""
    return pytest.raises(IntegrityError, match=name)


def version_of(prompt, **fields):
    fields = {"version": 2, "content": "a", "project_id": prompt.project_id} | fields
    return PromptVersion(prompt_id=prompt.id, checksum="", created_by="x", **fields)


def add(row):
    db.session.add(row)
    db.session.flush()


def test_every_table_of_a_project_says_which():
    without = {
        table.name for table in Base.metadata.tables.values() if "project_id" not in table.columns
    }

    assert without == OUTSIDE_THE_WALL


def test_a_version_cannot_stand_under_another_projects_prompt(real_app):
    other = make_project("other").project_id
    prompt = make_prompt()
    row = version_of(prompt, project_id=other)
    act_in(other)

    with refused_by("fk_prompt_versions_project_id_prompt_id_prompts"):
        add(row)


def test_nor_can_a_search_row(real_app):
    other = make_project("other").project_id
    prompt = make_prompt("greet")
    row = PromptSearch(
        prompt_id=prompt.id, project_id=other, heading="", text="", snippet="", variables=[]
    )
    db.session.execute(text("DELETE FROM prompt_search"))
    act_in(other)

    with refused_by("fk_prompt_search_project_id_prompt_id_prompts"):
        add(row)


def test_a_number_is_taken_once(real_app):
    with refused_by("uq_prompt_versions_prompt_id_version"):
        add(version_of(make_prompt(), version=1))


def test_numbers_begin_with_one(real_app):
    with refused_by("ck_prompt_versions_version_counted"):
        add(version_of(make_prompt(), version=0))


@pytest.mark.parametrize("bodies", [{"content": None}, {"messages": [{}]}])
def test_a_version_has_one_body(real_app, bodies):
    with refused_by("ck_prompt_versions_one_body"):
        add(version_of(make_prompt(), **bodies))


def test_the_pointer_names_a_version_that_exists_when_all_is_done(real_app):
    prompt = make_prompt()
    prompt.active_version = 2
    db.session.flush()

    with refused_by("fk_prompts_active_version"):
        db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_refusal_at_the_commit_is_told_as_a_conflict(real_app):
    prompt = make_prompt()

    with pytest.raises(Conflict), transaction():
        prompt.active_version = 2

    assert db.session.get(Prompt, prompt.id).active_version == 1


def test_a_kind_is_one_of_two(real_app):
    make_prompt()

    with refused_by("ck_prompts_kind_known"):
        db.session.execute(text("UPDATE prompts SET kind = 'image'"))


def test_a_name_is_taken_once_in_a_project(real_app):
    first, second = make_prompt("a"), make_prompt("b")
    assert first.project_id == second.project_id

    with refused_by("uq_prompts_project_id_name"):
        db.session.execute(text("UPDATE prompts SET name = 'a'"))


def test_an_address_is_taken_once_in_any_case(real_app):
    add(User(email="ada@example.com", name="Ada"))

    with refused_by("uq_users_email_lower"):
        add(User(email="ADA@example.com", name="Ada"))


def test_a_key_has_a_scope(real_app):
    key = {"project_id": the_system().project_id, "name": "k", "prefix": "p", "key_hash": b"1"}

    with refused_by("ck_api_keys_scopes_given"):
        add(ApiKey(**key, scopes=[], created_by="x"))


def test_what_an_author_wrote_as_json_keeps_the_order_of_its_keys(real_app):
    columns = {
        column["name"]: column for column in inspect(db.engine).get_columns("prompt_versions")
    }

    assert {str(columns[name]["type"]) for name in ("messages", "parameters")} == {"JSON"}
    assert compact_json({"b": "ü", "a": 1.5}) == '{"b":"ü","a":1.5}'


def test_times_carry_their_zone(real_app):
    for table in inspect(db.engine).get_table_names():
        for column in inspect(db.engine).get_columns(table):
            if column["name"].endswith("_at"):
                assert column["type"].timezone, f"{table}.{column['name']}"
    assert now().tzinfo


def test_identifiers_have_no_default_of_the_server(real_app):
    for table in Base.metadata.tables:
        for column in inspect(db.engine).get_columns(table):
            if column["name"] == "id":
                assert column["default"] is None, table
