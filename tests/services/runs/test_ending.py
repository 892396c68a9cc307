"""A run that ends is a trace too, in the same transaction; priced, and masked."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import db, now, transaction
from app.models import Span, Trace
from app.services import masking, policy, prices, runs
from app.services.traces import put_shared
from tests.factories.access import the_system
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, carried_out

USD = {"input_usd": Decimal(2), "output_usd": Decimal(10)}


def spans():
    policy.require(the_system(), policy.READ)
    rows = db.session.scalars(select(Span)).all()
    put_shared(rows)
    return rows


def report(**fields):
    with transaction():
        return runs.record_run(the_system(), **{"status": "succeeded", **fields})


@pytest.fixture
def price(app):
    with transaction():
        prices.add_price(the_system(), model="echo", **USD)


def test_a_run_is_a_trace_of_its_own(price):
    prompt = make_prompt("greet", content="Hello {{ name }}")

    run = carried_out(ask_for_run(prompt_name="greet", variables={"name": "Ada"}))

    (span,) = spans()
    assert (span.trace_id, span.prompt_id, span.prompt_version) == (run.trace_id, prompt.id, 1)
    assert (span.input, span.output) == (run.messages, [run.output])
    trace = db.session.scalar(select(Trace))
    assert (trace.trace_id, trace.name, trace.total_tokens) == (run.trace_id, "greet", 4)


def test_it_costs_what_its_tokens_do(price):
    run = carried_out(ask_for_run("one two three"))

    (span,) = spans()
    assert run.cost_usd == span.cost_usd == Decimal("0.000036")
    assert run.price == span.price is not None


def test_a_failed_run_is_a_trace_as_well(app):
    run = carried_out(ask_for_run(parameters={"echo": {"fail": "refused"}}))

    (span,) = spans()
    assert (span.level, span.status_message) == ("error", run.error)


def test_what_was_never_begun_leaves_no_trace(app):
    run = ask_for_run()
    with transaction():
        runs.cancel_run(the_system(), run.id)

    assert spans() == []


def test_a_reported_run_is_a_trace_unless_it_has_one(price):
    usage = {"input_tokens": 1000, "output_tokens": 100}

    one = report(prompt_name="gone", output="Hi", model="echo", usage=usage)
    other = report(prompt_name="gone", output="Hi", model="echo", trace_id=uuid4())
    old = report(content="Hi", ended_at=now() - timedelta(days=40))

    (span,) = spans()
    assert span.trace_id == one.trace_id != other.trace_id != old.trace_id
    assert one.cost_usd == Decimal("0.003")
    assert (span.prompt_name, span.input_tokens) == ("gone", 1000)


def test_what_rules_name_is_in_neither(app):
    with transaction():
        masking.add_rule(the_system(), name="cards", pattern="[0-9]{16}")
    card = "4111111111111111"
    metadata = {"card": card}

    run = carried_out(ask_for_run("Pay {{ card }}", variables={"card": card}, metadata=metadata))
    done = report(content=card, variables={"a": [card]}, output=card, error=card, user_id=card)

    (first, second) = spans()
    kept = [repr(vars(row)) for row in (run, done, first, second)]
    assert not any(card in text for text in kept)
    assert run.messages == [{"role": "user", "content": "Pay [masked]"}]
    assert run.output["content"] == "Pay [masked]"
    assert run.variables == {"card": "[masked]"}


def test_an_input_that_a_rule_hides_as_a_whole_is_hidden(app):
    with transaction():
        masking.add_rule(the_system(), name="input", attribute="input")

    run = carried_out(ask_for_run("Pay {{ card }}", variables={"card": "secret"}))

    assert run.messages == [{"role": "user", "content": "[masked]"}]
    assert (run.variables, run.input_snippet) == (None, "[masked]")
    assert "secret" in run.output["content"]


def test_an_object_that_a_rule_hides_as_a_whole_is_still_one(app):
    with transaction():
        masking.add_rule(the_system(), name="all", attribute="*")
    run = carried_out(ask_for_run("Hi", metadata={"order": 7}, parameters={"temperature": 0}))

    assert run.metadata_ == run.parameters == {"masked": "[masked]"}
