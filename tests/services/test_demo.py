"""The example prompts."""

from datetime import timedelta

from sqlalchemy import func, select

from app.db import db, now
from app.models import Prompt, Release, Score, Span, Trace
from app.services import demo, prompts, releases
from app.services.demo.examples import EXAMPLES
from tests.factories.prompts import make_prompt


def test_the_examples_show_every_side_of_a_prompt(caller):
    added = list(demo.fill(caller))

    found = [prompts.find_prompt(caller, name) for name in added]
    assert len(found) == 12
    assert {prompt.kind for prompt in found} == {"text", "chat"}
    assert all(prompt.latest_version >= 2 and prompt.tags for prompt in found)
    assert any(prompt.active_version < prompt.latest_version for prompt in found)
    assert db.session.scalar(select(func.count()).where(Release.release_id.is_not(None))) == 1


def test_every_version_and_every_move_arrives_as_written(caller):
    list(demo.fill(caller))

    for example in EXAMPLES:
        prompt = prompts.find_prompt(caller, example.name)
        moves = [*example.past, *example.now]
        log = releases.list_releases(caller, prompt.id).rows
        assert prompt.latest_version == len(example.steps)
        assert prompt.active_version == moves[-1].version
        assert prompt.created_by == example.steps[0].author
        assert prompt.created_at < now() - timedelta(days=5)
        assert [r.to_version for r in reversed(log)] == [1, *(move.version for move in moves)]


def test_the_newest_release_can_be_rolled_back(caller):
    list(demo.fill(caller))
    prompt = prompts.find_prompt(caller, "support/draft-reply")

    assert releases.roll_back(caller, prompt.id).active_version == 2


def test_filling_in_twice_changes_nothing(caller):
    list(demo.fill(caller))

    assert list(demo.fill(caller)) == []
    assert db.session.scalar(select(func.count()).select_from(Prompt)) == 12


def test_traces_tell_of_both_versions_and_are_reported_once(caller):
    list(demo.fill(caller))

    told = demo.report(caller)

    assert told > 100
    assert demo.report(caller) == 0
    calls = (
        select(Span.prompt_version, Span.environment).where(Span.kind == "generation").distinct()
    )
    assert set(db.session.execute(calls)) == {(2, "production"), (3, "staging")}
    assert db.session.scalar(select(func.count()).select_from(Trace)) == told
    assert db.session.scalar(select(func.min(Span.cost_usd))) > 0
    assert {span.prompt_id is None for span in db.session.scalars(select(Span))} == {True, False}
    assert db.session.scalar(select(func.count()).select_from(Score)) > 30


def test_a_prompt_of_yours_stays_as_it_is(caller):
    mine = make_prompt(EXAMPLES[0].name, content="mine")

    assert EXAMPLES[0].name not in list(demo.fill(caller))
    assert mine.latest_version == 1
