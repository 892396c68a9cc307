"""What an import makes of lines that fit."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, now, transaction, uuid7
from app.models import AuditEvent, Prompt, PromptVersion, Release
from app.services import prompts, releases
from app.services.pointers import PRODUCTION
from app.services.releases import NothingToUndo
from tests.factories.access import make_person, make_project, see_everything
from tests.factories.prompts import make_prompt
from tests.factories.transfer import bring, export_bytes, exported, line, outcomes

PAST = "2024-05-01T12:00:00+02:00"


def releases_of(prompt):
    return db.session.scalars(
        select(Release).where(Release.prompt_id == prompt.id).order_by(Release.created_at)
    ).all()


def events_of(prompt):
    return db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_id == str(prompt.id)).order_by(AuditEvent.id)
    ).all()


def move(*, to, minutes_ago=60, **fields):
    at = (now() - timedelta(minutes=minutes_ago)).isoformat()
    return {"label": PRODUCTION, "to_version": to, "created_at": at, **fields}


def test_a_name_and_bodies_are_enough(caller):
    results = bring(caller, line("greet", "Hi", "Hello"))

    assert outcomes(results) == ["created"]
    assert results[0].versions_added == 2
    prompt = prompts.find_prompt(caller, "greet")
    assert (prompt.kind, prompt.latest_version, prompt.active_version) == ("text", 2, 2)
    assert prompt.created_by == "system"
    assert prompts.get_version(caller, prompt.id, 1).content == "Hi"


def test_without_releases_one_of_ours_is_written(caller):
    bring(caller, line("greet", "Hi", "Hello"))

    (release,) = releases_of(prompts.find_prompt(caller, "greet"))
    assert (release.from_version, release.to_version) == (None, 2)
    assert release.imported_at is None
    assert now() - release.created_at < timedelta(minutes=1)


def test_numbers_ids_times_and_authors_are_kept(caller):
    prompt_id, version_id = uuid7(), uuid7()
    versions = [
        {"content": "new", "version": 2},
        {
            "content": "old",
            "version": 1,
            "id": str(version_id),
            "created_at": PAST,
            "created_by": "Ada",
        },
    ]

    bring(
        caller,
        {
            "name": "greet",
            "id": str(prompt_id),
            "created_at": "2024-04-01T00:00:00.123456Z",
            "updated_at": "2024-06-01T00:00:00Z",
            "created_by": "Ben",
            "versions": versions,
        },
    )

    prompt = prompts.get_prompt(caller, prompt_id)
    assert prompt.created_at == datetime(2024, 4, 1, microsecond=123456, tzinfo=UTC)
    assert prompt.updated_at == datetime(2024, 6, 1, tzinfo=UTC)
    assert prompt.created_by == "Ben"
    version = prompts.get_version(caller, prompt_id, 1)
    assert (version.id, version.content, version.created_by) == (version_id, "old", "Ada")
    assert version.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_times_left_out_are_those_of_the_versions(caller):
    versions = [
        {"content": "a", "created_at": "2024-01-01T00:00:00Z"},
        {"content": "b", "created_at": "2025-01-01T00:00:00Z"},
    ]

    bring(caller, {"name": "greet", "versions": versions})

    prompt = prompts.find_prompt(caller, "greet")
    assert (prompt.created_at.year, prompt.updated_at.year) == (2024, 2025)


@pytest.mark.parametrize(("said", "active"), [(None, None), (1, 1), (2, 2)])
def test_the_line_says_what_is_active(caller, said, active):
    bring(caller, line("greet", "Hi", "Hello", active_version=said))

    prompt = prompts.find_prompt(caller, "greet")
    assert prompt.active_version == active
    assert [release.to_version for release in releases_of(prompt)] == ([active] if active else [])


def test_an_imported_prompt_is_found_by_its_newest_body(caller):
    bring(caller, line("greet", "Hi", "The quick brown fox", tags=["Animal ", "animal"]))

    assert prompts.list_prompts(caller, q="BROWN fox").rows[0].tags == ["animal"]


def test_chat_parameters_and_equal_bodies_arrive_as_written(caller):
    messages = [{"role": "user", "content": "Hi", "z": 1, "a": 2}]
    version = {"messages": messages, "parameters": {"z": 0.5, "a": {"y": 1, "b": 2}}}

    results = bring(caller, {"name": "chat", "kind": "chat", "versions": [version, version]})

    assert results[0].versions_added == 2
    prompt = prompts.find_prompt(caller, "chat")
    for number in (1, 2):
        found = prompts.get_version(caller, prompt.id, number)
        assert list(found.messages[0]) == ["role", "content", "z", "a"]
        assert list(found.parameters) == ["z", "a"]


def test_importing_twice_changes_nothing(caller):
    lines = [line("greet", "Hi", "Hi"), line("leave", "Bye", active_version=None)]
    bring(caller, *lines)
    before = export_bytes(caller)
    events = db.session.scalar(select(func.count()).select_from(AuditEvent))

    results = bring(caller, *lines)

    assert outcomes(results) == ["unchanged", "unchanged"]
    assert export_bytes(caller) == before
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_versions_are_added_and_no_pointer_moves(caller):
    prompt = make_prompt("greet", content="Hi", tags=["mine"])

    results = bring(caller, line("greet", "Hi", "Hello", "Hey", active_version=3, tags=["theirs"]))

    assert outcomes(results) == ["extended"]
    assert results[0].versions_added == 2
    db.session.refresh(prompt)
    assert (prompt.latest_version, prompt.active_version, prompt.tags) == (3, 1, ["mine"])
    assert len(releases_of(prompt)) == 1
    assert prompts.list_prompts(caller, q="Hey").rows == [prompt]


def test_an_event_is_written_for_each_prompt(caller):
    (created,) = bring(caller, line("greet", "Hi"))
    bring(caller, line("greet", "Hi", "Hello"))

    events = [event for event in events_of(created) if event.action == "prompt.imported"]
    assert [event.changes["latest_version"] for event in events] == [[None, 1], [1, 2]]
    assert {event.actor for event in events} == {"system"}


def test_an_id_of_another_project_is_replaced(caller):
    theirs = make_prompt("theirs", caller=make_project("elsewhere"))
    taken = theirs.id
    version_id = db.session.scalar(select(PromptVersion.id))
    versions = [{"content": "Hi", "id": str(version_id)}]

    (result,) = bring(caller, {"name": "mine", "id": str(taken), "versions": versions})

    assert result.outcome == "created"
    assert "id was taken" in result.reason
    assert result.id not in (None, taken)
    assert prompts.get_version(caller, result.id, 1).id != version_id
    see_everything()
    assert db.session.get(Prompt, taken).name == "theirs"


def test_the_id_of_a_deleted_prompt_stays_taken(caller):
    (line_out,) = made = (make_prompt("greet", versions=2), exported(caller))[1]
    with transaction():
        prompts.delete_prompt(caller, prompts.find_prompt(caller, "greet").id)

    (result,) = bring(caller, *made)

    assert str(result.id) != line_out["id"]
    prompt = prompts.find_prompt(caller, "greet")
    assert (prompt.latest_version, prompt.active_version) == (2, 1)
    assert releases.active_at(prompt.id, now()) == 1


def test_release_ids_taken_are_replaced_together_with_what_refers_to_them(caller):
    prompt = make_prompt("greet", versions=2)
    with transaction():
        releases.activate(caller, prompt.id, 2)
    with transaction():
        releases.roll_back(caller, prompt.id)
    (told,) = exported(caller)

    bring(caller, {**told, "name": "copy"})

    copies = releases_of(prompts.find_prompt(caller, "copy"))
    assert [release.to_version for release in copies] == [1, 2, 1]
    assert copies[2].release_id == copies[1].id
    assert not {release.id for release in copies} & {r.id for r in releases_of(prompt)}


def test_imported_releases_are_history_and_no_more(caller):
    moves = [move(to=1, minutes_ago=60), move(to=2, from_version=1, minutes_ago=30)]
    before = now()

    bring(caller, line("greet", "Hi", "Hello", active_version=2, releases=moves))

    prompt = prompts.find_prompt(caller, "greet")
    assert [release.imported_at is None for release in releases_of(prompt)] == [False, False]
    assert releases.active_at(prompt.id, before - timedelta(minutes=10)) is None
    assert releases.active_at(prompt.id, now()) == 2
    with pytest.raises(NothingToUndo):
        releases.roll_back(caller, prompt.id)


def test_own_moves_after_an_import_can_be_undone(caller):
    bring(caller, line("greet", "Hi", "Hello", active_version=2, releases=[move(to=2)]))
    prompt = prompts.find_prompt(caller, "greet")
    with transaction():
        releases.activate(caller, prompt.id, 1)

    with transaction():
        releases.roll_back(caller, prompt.id)

    assert prompt.active_version == 2


@pytest.mark.parametrize(("active", "led_on"), [(2, []), (1, [(2, 1)]), (None, [(2, None)])])
def test_where_the_history_leads_elsewhere_it_is_led_on(caller, active, led_on):
    bring(caller, line("greet", "Hi", "Hello", active_version=active, releases=[move(to=2)]))

    prompt = prompts.find_prompt(caller, "greet")
    told, *more = releases_of(prompt)
    assert prompt.active_version == active
    assert (told.from_version, told.to_version) == (None, 2)
    assert [(release.from_version, release.to_version) for release in more] == led_on


@pytest.mark.parametrize("active", [1, None])
def test_a_rollback_never_serves_what_was_never_served_here(caller, active):
    before = now()
    bring(caller, line("greet", "Hi", "Hello", active_version=active, releases=[move(to=2)]))
    prompt = prompts.find_prompt(caller, "greet")

    with pytest.raises(NothingToUndo):
        releases.roll_back(caller, prompt.id)

    assert prompt.active_version == active
    assert releases.active_at(prompt.id, now()) == active
    assert releases.active_at(prompt.id, before) is None


def test_times_that_a_fast_clock_wrote_count_as_now(caller):
    def soon(seconds):
        return (now() + timedelta(seconds=seconds)).isoformat()

    moves = [move(to=number, created_at=soon(60 + number)) for number in (1, 2, 1, 2)]
    told = {"created_at": soon(60), "updated_at": soon(70), "archived_at": soon(70)}
    bodies = [{"content": "Hi", "created_at": soon(60)}, {"content": "Hello"}]
    bring(caller, {**line(active_version=2, releases=moves), **told, "versions": bodies})

    prompt = prompts.find_prompt(caller, "greet")
    version = prompts.get_version(caller, prompt.id, 1)
    times = [prompt.created_at, prompt.updated_at, prompt.archived_at, version.created_at]
    assert max(*times, *(release.created_at for release in releases_of(prompt))) <= now()
    assert [release.to_version for release in releases_of(prompt)] == [1, 2, 1, 2]


def test_an_author_is_text_even_if_it_names_a_person(caller):
    ada = make_person("ada")
    author = f"person:{ada.id}"
    releases_in = [move(to=1, actor=author)]

    bring(caller, line("greet", created_by=author, active_version=1, releases=releases_in))

    prompt = prompts.find_prompt(caller, "greet")
    assert prompt.created_by == "Ada"
    assert releases_of(prompt)[0].actor == "Ada"


def test_a_preview_says_what_will_be_and_writes_nothing(caller):
    make_prompt("greet", content="Hi")
    before = export_bytes(caller)
    lines = [
        line("greet", "Hi", "Hello"),
        line("greet", "Hi", "Hello"),
        line("new"),
        line("new", "Hi", "Ho"),
        line("greet", "other"),
    ]

    foreseen = bring(caller, *lines, dry_run=True)

    assert export_bytes(caller) == before
    assert outcomes(foreseen) == ["extended", "unchanged", "created", "extended", "refused"]
    done = bring(caller, *lines)
    assert [(r.outcome, r.versions_added, r.reason) for r in done] == [
        (r.outcome, r.versions_added, r.reason) for r in foreseen
    ]


def test_a_preview_says_which_ids_are_taken(caller):
    taken, free = str(make_prompt("greet").id), str(uuid7())
    lines = [line("a", id=taken), line("b", id=free), line("c", id=free)]

    foreseen = bring(caller, *lines, dry_run=True)

    assert ["id was taken" in (result.reason or "") for result in foreseen] == [True, False, True]
    assert [r.reason for r in bring(caller, *lines)] == [r.reason for r in foreseen]
