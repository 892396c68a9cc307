"""Items from runs and traces."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.db import now, transaction
from app.errors import Invalid
from app.services import datasets, runs
from app.services.datasets.adding import NothingToAdd
from app.services.traces import store_spans
from tests.factories.access import make_project, the_system
from tests.factories.datasets import items_in, make_dataset
from tests.factories.otlp import sent_span
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, run_out

ANSWER = {"role": "assistant", "content": "4"}


@pytest.fixture
def dataset(app):
    return make_dataset("q")


def reported(caller=None, **fields):
    with transaction():
        return runs.record_run(
            caller or the_system(),
            **{"content": "2 + 2?", "status": "succeeded", "output": "4"} | fields,
        )


def add_runs(dataset, **asked):
    with transaction():
        return datasets.add_from_runs(the_system(), dataset.id, **asked)


def add_traces(dataset, **asked):
    with transaction():
        return datasets.add_from_traces(the_system(), dataset.id, **asked)


def stored(*spans, caller=None):
    with transaction():
        store_spans(caller or the_system(), list(spans))
    return [span.trace_id for span in spans]


def test_a_run_gives_its_variables_and_its_text(dataset):
    make_prompt("sum", content="{{ a }} + {{ b }}?")
    run = run_out(ask_for_run(prompt_name="sum", variables={"a": "2", "b": "2"}))

    added = add_runs(dataset, ids=[run.id], expected="output", tags=["From runs"])

    (item,) = items_in(dataset)
    assert added.written.added == 1
    assert item.input == {"a": "2", "b": "2"}
    assert item.expected == run.output["content"]
    assert (item.source_run_id, item.source_trace_id) == (run.id, run.trace_id)
    assert item.tags == ["from runs"]


def test_wrong_tags_are_refused_and_not_every_run(dataset):
    run = run_out(ask_for_run())

    with pytest.raises(Invalid) as refused:
        add_runs(dataset, ids=[run.id], tags=["x" * 65])

    assert list(refused.value.errors["json"]) == ["tags"]


def test_a_run_without_variables_gives_its_messages_and_nothing_expected(dataset):
    run = reported()

    add_runs(dataset, ids=[run.id])

    (item,) = items_in(dataset)
    assert (item.input, item.expected) == ([{"role": "user", "content": "2 + 2?"}], None)


def test_an_answer_that_is_more_than_text_is_kept_whole(dataset):
    calls = {**ANSWER, "tool_calls": [{"id": "1"}]}
    reported(output=calls)

    add_runs(dataset, wanted={}, expected="output")

    assert items_in(dataset)[0].expected == calls


def test_runs_are_chosen_as_a_list_is_narrowed(dataset):
    for number in range(5):
        reported(content=f"apples {number}")
    reported(content="apples bad", status="failed", output=None, error="no")

    added = add_runs(dataset, wanted={"q": "APPLES", "status": "succeeded"}, limit=3)

    assert added.written.added == 3
    asked = [item.input[0]["content"] for item in items_in(dataset)]
    assert asked == ["apples 4", "apples 3", "apples 2"]


def test_what_is_there_stays_as_it_is(dataset):
    reported(output="four")
    add_runs(dataset, wanted={}, expected="output")
    reported(output="4")

    added = add_runs(dataset, wanted={}, expected="output")

    assert (added.written.unchanged, added.written.version) == (1, 1)
    assert [item.expected for item in items_in(dataset)] == ["four"]


def test_of_equal_inputs_the_newest_counts(dataset):
    reported(output="old")
    reported(output="new")

    assert add_runs(dataset, wanted={}, expected="output").written.added == 1
    assert items_in(dataset)[0].expected == "new"


def test_what_does_not_fit_the_schema_is_skipped_and_told(app):
    dataset = make_dataset("q", input_schema={"type": "object"})
    reported()

    added = add_runs(dataset, wanted={})

    assert (added.skipped, added.written.added, added.written.version) == (1, 0, 0)
    assert "is not of type 'object'" in added.reasons[0]


def test_runs_of_others_are_not_there(app):
    theirs = reported(make_project("other")).id
    dataset = make_dataset("q")

    with pytest.raises(NothingToAdd):
        add_runs(dataset, ids=[theirs, uuid4()])


def test_a_filter_may_find_nothing(dataset):
    assert add_runs(dataset, wanted={"model": "none"}).written.version == 0
    assert add_traces(dataset, wanted={"name": "none"}).written.version == 0


def test_more_than_a_page_of_runs_goes_in(dataset):
    for number in range(205):
        reported(content=str(number))

    assert add_runs(dataset, wanted={}).written.added == 205
    assert len(items_in(dataset)) == 205


@pytest.mark.parametrize("asked", [{}, {"ids": [], "wanted": {}}], ids=str)
@pytest.mark.parametrize("add", [add_runs, add_traces])
def test_either_ids_or_a_filter_is_sent(dataset, add, asked):
    with pytest.raises(Invalid, match="Send either"):
        add(dataset, **asked)


def test_a_trace_gives_what_its_root_was_given(dataset):
    root = sent_span(input={"question": "2 + 2?"}, output=ANSWER, name="answer")
    inner = sent_span(trace_id=root.trace_id, parent_span_id=root.span_id, input="inner")
    stored(root, inner)

    added = add_traces(dataset, ids=[root.trace_id], expected="output")

    (item,) = items_in(dataset)
    assert added.written.added == 1
    assert (item.input, item.expected) == ({"question": "2 + 2?"}, "4")
    assert (item.source_trace_id, item.source_span_id) == (root.trace_id, root.span_id)


def test_a_trace_whose_root_said_nothing_is_skipped(dataset):
    ids = stored(sent_span(input=None), sent_span(input="said"))

    added = add_traces(dataset, ids=ids)

    assert (added.written.added, added.skipped) == (1, 1)


def test_traces_are_chosen_as_a_list_is_narrowed(real_app):
    dataset = make_dataset("q")
    ago = [now() - timedelta(minutes=n) for n in range(120)]
    stored(*(sent_span(input=f"a {n}", name="a", started_at=at) for n, at in enumerate(ago)))
    stored(sent_span(input="b", name="b"))

    added = add_traces(dataset, wanted={"name": "a"}, limit=110)

    assert added.written.added == 110
    assert [item.input for item in items_in(dataset)] == [f"a {n}" for n in range(110)]


def test_traces_of_others_are_not_there(app):
    theirs = stored(sent_span(input="x"), caller=make_project("other"))
    dataset = make_dataset("q")

    with pytest.raises(NothingToAdd):
        add_traces(dataset, ids=theirs)
