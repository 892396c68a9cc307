"""Renaming, archiving and deleting prompts."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.models import Prompt, PromptSearch, PromptVersion, Release
from app.services import prompts
from app.services.etags import EtagDiffers
from app.services.policy import MissingRight
from tests.factories.access import make_project, with_rights
from tests.factories.prompts import make_prompt, save_version


def update(caller, prompt, **fields):
    with transaction():
        return prompts.update_prompt(caller, prompt.id, **fields)


def test_what_is_not_mentioned_stays(caller):
    prompt = make_prompt("greet", description="Says hello", tags=["a"])

    update(caller, prompt, tags=["b"])

    assert (prompt.name, prompt.description, prompt.tags) == ("greet", "Says hello", ["b"])


def test_a_renamed_prompt_keeps_its_id_versions_and_history(caller):
    prompt = make_prompt("greet", versions=2)

    update(caller, prompt, name="hello/greet")

    assert prompts.find_prompt(caller, "hello/greet").id == prompt.id
    assert prompt.latest_version == 2
    with pytest.raises(prompts.NoSuchPrompt):
        prompts.find_prompt(caller, "greet")


def test_a_name_that_is_taken_cannot_be_given(caller):
    make_prompt("taken")
    prompt = make_prompt("greet")

    with pytest.raises(prompts.NameIsTaken):
        update(caller, prompt, name="taken")

    assert prompts.find_prompt(caller, "greet").id == prompt.id


def test_renaming_what_is_served_needs_the_right_to_release(caller):
    author = with_rights("read", "write")

    with pytest.raises(MissingRight):
        update(author, make_prompt(), name="other")

    assert update(author, make_prompt(activate=False), name="other").name == "other"


def test_an_archived_prompt_leaves_the_lists_and_refuses_saves(caller):
    prompt = make_prompt("greet")

    prompts.archive_prompt(caller, prompt.id)

    assert prompts.list_prompts(caller).rows == []
    assert prompts.list_prompts(caller, archived=True).rows == [prompt]
    assert prompt.active_version == 1
    with pytest.raises(prompts.PromptIsArchived):
        save_version(prompt, "b")


def test_a_restored_prompt_is_back(caller):
    prompt = make_prompt()
    prompts.archive_prompt(caller, prompt.id)

    prompts.restore_prompt(caller, prompt.id)

    assert prompts.list_prompts(caller).rows == [prompt]
    assert save_version(prompt, "b") == 2


def test_deleting_takes_the_versions_and_leaves_the_releases(caller):
    prompt = make_prompt("greet", versions=3)
    prompt_id = prompt.id

    with transaction():
        prompts.delete_prompt(caller, prompt_id)

    for table in (Prompt, PromptVersion, PromptSearch):
        assert not db.session.scalar(select(func.count()).select_from(table))
    assert db.session.scalars(select(Release.prompt_name)).all() == ["greet"]


def test_a_name_is_free_after_deleting_and_numbers_begin_anew(caller):
    first = make_prompt("greet", versions=3)
    first_id = first.id
    with transaction():
        prompts.delete_prompt(caller, first_id)

    second = make_prompt("greet")

    assert (second.latest_version, second.id != first_id) == (1, True)


def test_what_is_served_is_deleted_only_with_the_right_to_release(caller):
    prompt = make_prompt()

    with pytest.raises(MissingRight), transaction():
        prompts.delete_prompt(with_rights("read", "write"), prompt.id)

    assert prompts.get_prompt(caller, prompt.id)


@pytest.mark.parametrize("act", [prompts.update_prompt, prompts.delete_prompt])
def test_a_change_since_the_etag_is_not_overwritten(caller, act):
    prompt = make_prompt()
    seen = prompts.etag_of(prompt)
    update(caller, prompt, description="changed meanwhile")

    with pytest.raises(EtagDiffers), transaction():
        act(caller, prompt.id, if_match=[seen])

    assert prompt.description == "changed meanwhile"


@dataclass
class Known:
    """What anybody may know of a prompt."""

    id: UUID


ACTS = {
    "create": lambda caller, prompt: prompts.create_prompt(caller, name="x", content="x"),
    "save": lambda caller, prompt: prompts.save_version(caller, prompt.id, content="x"),
    "update": lambda caller, prompt: prompts.update_prompt(caller, prompt.id, tags=["x"]),
    "archive": lambda caller, prompt: prompts.archive_prompt(caller, prompt.id),
    "restore": lambda caller, prompt: prompts.restore_prompt(caller, prompt.id),
    "delete": lambda caller, prompt: prompts.delete_prompt(caller, prompt.id),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_may_only_read_writes_nothing(caller, act):
    prompt = make_prompt()

    with pytest.raises(MissingRight, match="`write`; you have `read`"), transaction():
        ACTS[act](with_rights("read"), prompt)


@pytest.mark.parametrize("act", ["save", "update", "archive", "restore", "delete"])
def test_another_projects_prompt_does_not_exist(caller, act):
    known = Known(make_prompt().id)

    with pytest.raises(prompts.NoSuchPrompt), transaction():
        ACTS[act](make_project("other"), known)


def test_who_may_not_read_learns_nothing(caller):
    prompt = make_prompt()

    for act in (
        lambda: prompts.get_prompt(with_rights("write"), prompt.id),
        lambda: prompts.find_prompt(with_rights("write"), prompt.name),
        lambda: prompts.list_prompts(with_rights("write")),
    ):
        with pytest.raises(MissingRight, match="`read`"):
            act()
