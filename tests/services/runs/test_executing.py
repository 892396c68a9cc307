"""A worker carries out a run: its call, its retries, its end."""

import threading

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.models import RunPiece
from app.providers import Completion, Usage
from app.services import policy, runs
from app.services.runs import claiming
from app.services.runs.executing import Result, carry_out, keep
from app.services.runs.listening import Cancelled
from tests.factories.access import the_system
from tests.factories.prompts import make_prompt
from tests.factories.runs import as_it_is, ask_for_run, carried_out, make_due, run_out

SAID = "one two three four five six seven eight"


def failing(kind, **echo):
    return {"echo": {"fail": kind, **echo}}


def pieces():
    policy.require(the_system(), policy.READ)
    return db.session.scalar(select(func.count()).select_from(RunPiece))


def claimed(app, run):
    with transaction():
        return claiming.claim(run.project_id, run.id, app.extensions["settings"])


def test_a_run_ends_with_the_answer_its_tokens_and_times(app):
    make_prompt("greet", content="Hello {{ name }}")
    run = ask_for_run(prompt_name="greet", variables={"name": "Ada"})

    done = carried_out(run)

    assert (done.status, done.attempts, done.due_at) == ("succeeded", 1, None)
    assert done.output == {"role": "assistant", "content": "Hello Ada"}
    assert (done.input_tokens, done.output_tokens, done.total_tokens) == (2, 2, 4)
    assert (done.model, done.provider, done.finish_reason) == ("echo", "echo", "stop")
    assert (done.input_snippet, done.output_snippet) == ("Hello Ada", "Hello Ada")
    assert done.first_token_ms <= done.latency_ms
    assert done.started_at <= done.ended_at
    assert pieces() == 0


def test_what_is_over_is_not_carried_out_again(app):
    done = carried_out(ask_for_run())

    assert carried_out(done).attempts == 1


@pytest.mark.parametrize("kind", ["rate_limited", "unavailable", "timeout", "garbage"])
def test_what_may_pass_is_tried_again(app, kind):
    run = ask_for_run(parameters=failing(kind, times=2))

    waiting = carried_out(run)
    done = run_out(waiting)

    assert (done.status, done.attempts, done.error, done.error_kind) == ("succeeded", 3, None, None)


def test_between_two_tries_it_waits_and_says_why(app):
    waiting = carried_out(ask_for_run(parameters=failing("unavailable")))

    assert (waiting.status, waiting.error_kind, waiting.ended_at) == ("queued", "unavailable", None)
    assert carried_out(waiting).attempts == 1


def test_four_times_is_enough(app):
    done = run_out(ask_for_run(parameters=failing("unavailable")))

    assert (done.status, done.attempts, done.error_kind) == ("failed", 4, "unavailable")
    assert "told to fail" in done.error


@pytest.mark.parametrize("kind", ["refused", "invalid", "blocked"])
def test_what_stays_as_it_is_is_not_tried_again(app, kind):
    done = carried_out(ask_for_run(parameters=failing(kind)))

    assert (done.status, done.attempts, done.error_kind) == ("failed", 1, kind)


def test_a_connection_that_is_gone_fails_the_run(app):
    run = ask_for_run()
    with transaction():
        policy.require(the_system(), policy.READ)
        run.connection = "gone"

    done = carried_out(run)

    assert (done.status, done.error_kind) == ("failed", "invalid")
    assert "gone" in done.error


def test_a_run_that_waits_is_cancelled_at_once(app):
    run = ask_for_run()

    with transaction():
        runs.cancel_run(the_system(), run.id)

    done = carried_out(run)
    assert (done.status, done.attempts, done.output) == ("cancelled", 0, None)


def test_a_run_that_is_made_is_cancelled_and_keeps_what_was_said(app):
    whole = " ".join(f"word{number}" for number in range(40))
    run = ask_for_run(whole, parameters={"echo": {"latency_ms": 300}})
    attempt = claimed(app, run)
    with transaction():
        runs.cancel_run(the_system(), run.id)

    keep(attempt, carry_out(attempt, threading.Event()))

    done = as_it_is(run.id, run.project_id)
    assert done.status == "cancelled"
    said = (done.output or {"content": ""})["content"]
    assert whole.startswith(said)
    assert said != whole, "the call was not ended, it had ended"


def test_cancelling_twice_is_no_harm_and_after_the_end_it_is_told(app):
    run = ask_for_run()
    with transaction():
        assert runs.cancel_run(the_system(), run.id).status == "cancelled"
        assert runs.cancel_run(the_system(), run.id).status == "cancelled"

    done = carried_out(ask_for_run())
    with pytest.raises(runs.RunIsOver, match="succeeded"):
        runs.cancel_run(the_system(), done.id)


def test_who_comes_second_finds_nothing_to_do(app):
    run = ask_for_run()

    assert claimed(app, run).number == 1
    assert claimed(app, run) is None


def test_a_run_whose_worker_is_gone_is_taken_up_again(app):
    run = ask_for_run()
    claimed(app, run)
    make_due(run)

    done = carried_out(run)

    assert (done.status, done.attempts) == ("succeeded", 2)


def test_a_run_that_lost_four_workers_fails_with_that_reason(app):
    run = ask_for_run()
    for _ in range(4):
        assert claimed(app, run) is not None
        make_due(run)

    done = carried_out(run)

    assert (done.status, done.error_kind, done.attempts) == ("failed", "interrupted", 4)


def test_a_cancelled_run_whose_worker_is_gone_is_not_taken_up(app):
    run = ask_for_run()
    claimed(app, run)
    with transaction():
        assert runs.cancel_run(the_system(), run.id).status == "running"
    make_due(run)

    assert carried_out(run).status == "cancelled"


def test_a_late_result_of_an_earlier_attempt_is_dropped(app):
    run = ask_for_run()
    first = claimed(app, run)
    make_due(run)
    second = claimed(app, run)

    late = carry_out(first, threading.Event())
    keep(first, Result(Cancelled("late"), 1.0))
    keep(first, late)

    assert as_it_is(run.id, run.project_id).status == "running"
    keep(second, carry_out(second, threading.Event()))
    assert as_it_is(run.id, run.project_id).status == "succeeded"


def test_a_worker_that_ends_gives_its_run_back(app):
    run = ask_for_run("one two three", parameters={"echo": {"latency_ms": 200}})
    attempt, stop = claimed(app, run), threading.Event()
    stop.set()

    keep(attempt, carry_out(attempt, stop))

    assert as_it_is(run.id, run.project_id).status == "queued"
    assert carried_out(run).status == "succeeded"


def test_pieces_are_there_while_it_is_said(app):
    run = ask_for_run(SAID, parameters={"echo": {"latency_ms": 60}})
    attempt = claimed(app, run)

    result = carry_out(attempt, threading.Event())

    policy.require(the_system(), policy.READ)
    rows = db.session.scalars(select(RunPiece).order_by(RunPiece.start)).all()
    text = "".join(row.text for row in rows)
    assert len(rows) > 1
    assert text
    assert SAID.startswith(text)
    assert [row.start for row in rows] == [text.index(row.text) for row in rows]
    keep(attempt, result)
    assert pieces() == 0


def test_a_call_that_outlasts_its_time_limit_fails(app):
    run = ask_for_run("one two", parameters={"echo": {"latency_ms": 5000}})
    attempt = claimed(app, run)
    object.__setattr__(attempt.endpoint, "timeout_s", 0.2)

    result = carry_out(attempt, threading.Event())

    assert result.outcome.kind == "timeout"


def test_a_result_that_cannot_be_kept_fails_the_run_and_the_log_says_why(app, caplog):
    run = ask_for_run()
    attempt = claimed(app, run)
    unfit = Completion({"role": "assistant", "content": "Hi"}, usage=Usage(2**40, 1))

    keep(attempt, Result(unfit, 1.0))

    done = as_it_is(run.id, run.project_id)
    assert (done.status, done.error_kind) == ("failed", "internal")
    assert "cannot be kept" in caplog.text


def test_what_nobody_can_store_is_replaced(app):
    run = ask_for_run()
    attempt = claimed(app, run)

    keep(attempt, Result(Completion({"content": "a\0b", "x": ["\ud800"]}, "m\0"), 1.0))

    done = as_it_is(run.id, run.project_id)
    assert done.output == {"content": "a\ufffdb", "x": ["\ufffd"]}
    assert done.model == "m\ufffd"
