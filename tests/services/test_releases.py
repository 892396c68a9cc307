"""Activating, rolling back, and what was served when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, now, transaction
from app.errors import Invalid
from app.models import Project, Release
from app.services import prompts, releases
from app.services.etags import EtagDiffers
from app.services.pointers import ExpectedDiffers
from app.services.policy import MissingRight
from tests.factories.access import make_project, with_rights
from tests.factories.prompts import add_release, make_prompt


def activate(caller, prompt, version, **fields):
    with transaction():
        return releases.activate(caller, prompt.id, version, **fields)


def roll_back(caller, prompt, **fields):
    with transaction():
        return releases.roll_back(caller, prompt.id, **fields).active_version


def log_of(prompt):
    rows = db.session.scalars(
        select(Release).where(Release.prompt_id == prompt.id).order_by(Release.created_at)
    )
    return list(rows)


def moves_of(prompt):
    return [(release.from_version, release.to_version) for release in log_of(prompt)]


def test_activating_moves_the_pointer_and_writes_a_release(caller):
    prompt = make_prompt(versions=2)

    activate(caller, prompt, 2, reason="better")

    release = log_of(prompt)[-1]
    assert prompt.active_version == 2
    assert (release.label, release.from_version, release.to_version) == ("production", 1, 2)
    assert (release.reason, release.actor, release.prompt_name) == ("better", "system", prompt.name)


def test_activating_what_is_active_changes_nothing(caller):
    prompt = make_prompt()
    before = prompts.etag_of(prompt)

    activate(caller, prompt, 1)

    assert moves_of(prompt) == [(None, 1)]
    assert prompts.etag_of(prompt) == before


def test_a_version_that_does_not_exist_cannot_be_served(caller):
    prompt = make_prompt(versions=2)

    for number in (0, 3, 2**31 - 1):
        with pytest.raises(prompts.NoSuchVersion, match="the newest is 2"):
            activate(caller, prompt, number)

    assert moves_of(prompt) == [(None, 1)]


def test_an_expectation_that_does_not_hold_changes_nothing(caller):
    prompt = make_prompt(versions=3)

    for expected in (2, None):
        with pytest.raises(ExpectedDiffers) as refused:
            activate(caller, prompt, 3, expected=expected)
        assert refused.value.facts == {"expected": expected, "actual": 1}

    assert activate(caller, prompt, 3, expected=1).active_version == 3


def test_expecting_none_means_that_no_version_is_active(caller):
    prompt = make_prompt(activate=False)

    with pytest.raises(ExpectedDiffers, match="no version of"):
        activate(caller, prompt, 1, expected=1)

    assert activate(caller, prompt, 1, expected=None).active_version == 1


def test_the_rollback_chain(caller):
    prompt = make_prompt(versions=3)
    activate(caller, prompt, 2)
    activate(caller, prompt, 3)

    assert roll_back(caller, prompt) == 2
    assert roll_back(caller, prompt) == 1
    with pytest.raises(releases.NothingToUndo):
        roll_back(caller, prompt)

    assert moves_of(prompt) == [(None, 1), (1, 2), (2, 3), (3, 2), (2, 1)]
    log = log_of(prompt)
    assert [row.release_id for row in log] == [None, None, None, log[2].id, log[1].id]


def test_a_move_after_a_rollback_is_undone_first(caller):
    prompt = make_prompt(versions=3)
    for version in (2, 3):
        activate(caller, prompt, version)
    roll_back(caller, prompt)
    activate(caller, prompt, 3)

    assert [roll_back(caller, prompt) for _ in range(2)] == [2, 1]


def test_the_first_release_cannot_be_undone(caller):
    for prompt in (make_prompt(), make_prompt(activate=False)):
        with pytest.raises(releases.NothingToUndo, match="activate a version instead"):
            roll_back(caller, prompt)


def test_a_rollback_keeps_its_reason_and_checks_what_was_seen(caller):
    prompt = make_prompt(versions=2)
    activate(caller, prompt, 2)

    with pytest.raises(ExpectedDiffers):
        roll_back(caller, prompt, expected=1)
    roll_back(caller, prompt, expected=2, reason="it swore")

    assert log_of(prompt)[-1].reason == "it swore"


def test_a_change_since_the_etag_stops_a_move(caller):
    prompt = make_prompt(versions=2)
    activate(caller, prompt, 2)
    seen = prompts.etag_of(prompt)
    with transaction():
        prompts.update_prompt(caller, prompt.id, tags=["new"])

    with pytest.raises(EtagDiffers):
        activate(caller, prompt, 1, if_match=[seen])
    with pytest.raises(EtagDiffers):
        roll_back(caller, prompt, if_match=[seen])

    assert prompt.active_version == 2


def test_moves_need_the_right_to_release(caller):
    prompt = make_prompt(versions=2)
    author = with_rights("read", "write")

    with pytest.raises(MissingRight, match="`release`"):
        activate(author, prompt, 2)
    with pytest.raises(MissingRight, match="`release`"):
        roll_back(author, prompt)


def test_another_projects_prompt_cannot_be_moved(caller):
    prompt_id = make_prompt(versions=2).id

    with pytest.raises(prompts.NoSuchPrompt):
        releases.activate(make_project("other"), prompt_id, 2)


def test_a_reason_has_a_thousand_characters(caller):
    prompt = make_prompt(versions=2)

    with pytest.raises(Invalid, match="reason"):
        activate(caller, prompt, 2, reason="x" * 1001)


def test_only_moves_renames_and_deletions_count_up_the_projects_revision(caller):
    project = db.session.get(Project, caller.project_id)
    prompt = make_prompt(versions=3, activate=False)
    assert project.revision == 0

    activate(caller, prompt, 2)
    prompts.update_prompt(caller, prompt.id, name="other")
    prompts.update_prompt(caller, prompt.id, tags=["a"])
    prompts.delete_prompt(caller, prompt.id)

    db.session.refresh(project)
    assert project.revision == 3


def test_releases_are_listed_newest_first(caller):
    prompt = make_prompt(versions=2)
    activate(caller, prompt, 2)

    page = releases.list_releases(caller, prompt.id, limit=1)
    rest = releases.list_releases(caller, prompt.id, limit=1, cursor=str(page.next))

    assert (page.rows[0].to_version, page.total, page.rows[0].author) == (2, 2, "system")
    assert (rest.rows[0].to_version, rest.next) == (1, None)


def test_the_log_of_a_deleted_prompt_stays_readable(caller):
    prompt_id = make_prompt().id
    prompts.delete_prompt(caller, prompt_id)

    assert len(releases.list_releases(caller, prompt_id).rows) == 1
    with pytest.raises(prompts.NoSuchPrompt):
        releases.list_releases(make_project("other"), prompt_id)


def test_a_rollback_passes_over_what_was_imported(caller):
    prompt = make_prompt(versions=2, activate=False)
    imported_at = now()
    add_release(prompt, imported_at - timedelta(days=2), None, 1, imported_at=imported_at)
    add_release(prompt, imported_at - timedelta(days=1), 1, 2, imported_at=imported_at)
    prompt.active_version = 2

    with pytest.raises(releases.NothingToUndo):
        roll_back(caller, prompt)
