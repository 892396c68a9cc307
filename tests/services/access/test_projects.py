"""Projects, and the names of who did what."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text, update

from app.db import db, transaction
from app.errors import Invalid
from app.models import AuditEvent, Project
from app.services.access import names, projects
from app.services.policy import MissingRight
from tests.embedded.users import until
from tests.factories.access import (
    make_key,
    make_person,
    make_project,
    see_everything,
    the_system,
    with_rights,
)

# Not from pg_stat_activity, which shows a transaction the same picture until it ends.
BLOCKED = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def test_a_new_installation_has_one_project(caller):
    projects.ensure_default_project()

    assert db.session.scalars(select(Project.slug)).all() == ["default"]


def test_that_it_was_made_is_recorded_once(caller):
    projects.ensure_default_project()

    see_everything()
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "project.created"))
    assert (event.actor, event.object_id) == ("system", str(caller.project_id))
    assert event.changes == {"slug": [None, "default"], "name": [None, "Default"]}


def test_operators_make_more(caller):
    made = make_project("team-1")

    assert projects.find_project("team-1").id == made.project_id
    assert projects.get_project(made.project_id).name == "Team-1"


def test_slugs_are_taken_once(caller):
    make_project("team")

    with pytest.raises(projects.SlugIsTaken, match="team"):
        make_project("team")

    assert db.session.scalar(select(func.count()).select_from(Project)) == 2


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "ä", "a_b", "a/b", "x" * 64, "a\n"])
def test_a_malformed_slug_is_refused(caller, slug):
    with pytest.raises(Invalid):
        make_project(slug)


def test_a_project_is_renamed_and_keeps_its_slug(caller):
    made = make_project("team")

    project = projects.update_project(caller, made.project_id, name="The team")

    assert (project.slug, project.name) == ("team", "The team")


def rename(app, caller, name):
    with app.app_context(), transaction():
        projects.update_project(caller, caller.project_id, name=name)


def test_of_two_who_rename_at_once_the_second_sees_the_first(real_app):
    caller = the_system()
    with db.engine.connect() as first, ThreadPoolExecutor() as pool:
        first.execute(update(Project).values(name="First"))
        second = pool.submit(rename, real_app, caller, "Second")
        until(lambda: first.scalar(text(BLOCKED)) > 0)
        first.commit()
        second.result()

    renamed = select(AuditEvent.changes).where(AuditEvent.action == "project.updated")
    assert db.session.scalars(renamed).all() == [{"name": ["First", "Second"]}]


def test_only_operators_make_and_rename_them(caller):
    author = with_rights("read", "write", "release")

    with pytest.raises(MissingRight):
        projects.create_project(author, slug="mine", name="Mine")
    with pytest.raises(MissingRight):
        projects.update_project(author, author.project_id, name="Mine")


def test_what_is_not_there_is_not_found(caller):
    with pytest.raises(projects.NoSuchProject):
        projects.find_project("nowhere")
    with pytest.raises(projects.NoSuchProject):
        projects.get_project(make_person("ada").id)


def test_actors_are_shown_by_their_names(caller):
    ada, key = make_person("ada"), make_key("ci").row
    actors = [f"person:{ada.id}", f"key:{key.id}", "system", "Somebody <elsewhere>"]

    assert list(names.names_of(actors).values()) != actors
    assert names.names_of(actors) == {
        actors[0]: "Ada",
        actors[1]: "key ci",
        "system": "system",
        "Somebody <elsewhere>": "Somebody <elsewhere>",
    }


@pytest.mark.parametrize(
    "actor", ["person:", "person:nobody", "key:1", "person:00000000-0000-7000-8000-000000000000"]
)
def test_an_imported_author_that_only_looks_like_one_stays_as_it_is(caller, actor):
    assert names.names_of([actor]) == {actor: actor}
