"""A run as a trace: one span of the call of the model."""

from datetime import timedelta

from app.db import now
from app.services.runs.tracing import trace_of
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, carried_out


def test_it_is_one_call_of_a_model_linked_to_its_prompt(app):
    prompt = make_prompt("greet", content="Hello {{ name }}", parameters={"temperature": 0.5})
    context = {"user_id": "u", "session_id": "s", "environment": "eu", "metadata": {"a": 1}}
    run = carried_out(ask_for_run(prompt_name="greet", variables={"name": "Ada"}, **context))

    (span,) = trace_of(run)

    assert (span.trace_id, span.span_id, span.parent_span_id) == (
        *(run.trace_id, run.id.bytes[8:], None),
    )
    assert (span.kind, span.level, span.name, span.trace_name) == (
        *("generation", "default", "chat echo", "greet"),
    )
    assert (span.prompt_id, span.prompt_name, span.prompt_version) == (prompt.id, "greet", 1)
    assert (span.model, span.provider, span.parameters) == ("echo", "echo", {"temperature": 0.5})
    assert (span.input, span.output) == (run.messages, [run.output])
    assert (span.input_tokens, span.output_tokens, span.total_tokens) == (2, 2, 4)
    assert (span.user_id, span.session_id, span.environment) == ("u", "s", "eu")
    assert span.attributes["promptside.run.id"] == str(run.id)
    assert span.attributes["metadata"] == {"a": 1}


def test_it_lasted_as_long_as_the_call_and_no_longer(app):
    run = carried_out(ask_for_run("one two"))
    run.started_at = now() - timedelta(hours=1)

    (span,) = trace_of(run)

    assert span.ended_at == run.ended_at
    assert span.ended_at - span.started_at == timedelta(milliseconds=run.latency_ms)
    assert span.started_at <= span.first_token_at <= span.ended_at


def test_a_failure_is_an_error_that_says_why(app):
    run = carried_out(ask_for_run(parameters={"echo": {"fail": "refused"}}))

    (span,) = trace_of(run)

    assert (span.level, span.status_message) == ("error", run.error)
    assert span.attributes["promptside.error.kind"] == "refused"
    assert span.output is None
