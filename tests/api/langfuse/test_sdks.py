"""Unmodified SDKs of Langfuse against the real server program."""

import subprocess
import sys
from contextlib import contextmanager
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import Experiment, ExperimentResult, Prompt, Score, Span, Trace
from app.services import prompts
from app.services.langfuse.ids import root_id_of, span_id_of
from tests.api.langfuse.sdks import PROGRAMS, SCOPES, environment, javascript, older_python, run
from tests.factories.access import make_key, see_everything, the_system
from tests.live import environment_of, free_port, running, wait_for

pytestmark = pytest.mark.more

NAMES = ["folder/greet me", "a/versions/3", "ñandú", "100%", "q?x"]
QUICK_S = 3
"""An SDK that sends its question again, as it does after some refusals, takes longer."""
SEEN_CHAT = ["Be brief.", "Hm.", "Why?"]


@pytest.fixture(scope="session")
def python_4(request):
    return older_python(request.config.cache.mkdir("langfuse-python-4"))


@pytest.fixture(scope="session")
def node_home(request):
    return javascript(request.config.cache.mkdir("langfuse-javascript"))


@pytest.fixture
def program(request, live_api):
    """Runs a program by its name, in the SDK that the test asks for."""

    def run_it(sdk, name, **env):
        if sdk == "javascript":
            home = request.getfixturevalue("node_home")
            return run(["node", f"{name}.mjs"], live_api, home, **env)
        is_older = sdk == "python 4"
        interpreter = request.getfixturevalue("python_4") if is_older else sys.executable
        return run([interpreter, PROGRAMS / f"{name}.py"], live_api, **env)

    return run_it


@pytest.mark.parametrize("sdk", ["python 5", "python 4"])
def test_python_manages_prompts(program, sdk):
    seen = program(sdk, "prompts")

    assert seen["auth"] is True
    for name in NAMES:
        assert seen["names"][name] == {
            "production": [1, "Hi Ada", {}],
            "latest": [2, "Hello Ada", {"temperature": 0.5}, ["latest"]],
            "first": [1, ["x"]],
            "moved": [2, ["latest", "production"]],
        }
    assert [message["content"] for message in seen["chat"]] == SEEN_CHAT
    assert seen["commit_message"] == "first"
    assert seen["missing"][0] == "NotFoundError"
    assert seen["missing"][1] < QUICK_S
    assert seen["fallback"] == [True, 0, "Hi"]
    assert seen["listed"] == sorted([*NAMES, "chat"])
    assert seen["after"] == len(NAMES)


def test_javascript_manages_prompts(program):
    seen = program("javascript", "prompts")

    for name in NAMES:
        assert seen["names"][name] == {
            "production": [1, "Hi Ada"],
            "latest": [2, "Hello Ada", {"n": 1}],
            "first": 1,
            "moved": 2,
        }
    assert [message["content"] for message in seen["chat"]] == SEEN_CHAT
    assert seen["missing"] != "found"
    assert seen["missing_ms"] < QUICK_S * 1000
    assert seen["fallback"] == [True, "Hi"]
    assert seen["listed"] == sorted({*NAMES, "chat"} - {"100%"})


@pytest.mark.parametrize(
    ("sdk", "env"),
    [
        ("python 5", {}),
        ("python 5", {"LANGFUSE_OTEL_COMPRESSION": "none"}),
        ("python 4", {}),
        ("javascript", {}),
    ],
)
def test_traces_and_scores_arrive(program, sdk, env):
    said = program(sdk, "tracing", **env)

    see_everything()
    spans = {span.name: span for span in db.session.scalars(select(Span))}
    root, call, event = spans["answer"], spans["llm"], spans["done"]
    assert {span.trace_id for span in spans.values()} == {UUID(said["trace_id"])}
    assert (root.kind, root.input, root.output) == ("agent", {"q": "why?"}, "because")
    assert root.parent_span_id is None
    assert (event.kind, event.level, event.status_message) == ("event", "warning", "late")
    assert call.span_id.hex() == said["call_id"]
    assert call.parent_span_id == event.parent_span_id == root.span_id
    check_call(call, count="2" if sdk == "javascript" else 2)
    check_trace(said)
    check_scores(UUID(said["trace_id"]), call.span_id)


def check_call(call, count=2):
    """The same from every SDK, but that JavaScript's newest sends a number as text."""
    prompt = db.session.scalars(select(Prompt)).one()
    assert (call.prompt_id, call.prompt_version) == (prompt.id, 1)
    assert (call.kind, call.model, call.parameters) == ("generation", "small", {"temperature": 0.5})
    assert call.input == [{"role": "user", "content": "why?"}]
    assert said_by(call.output) == {"role": "assistant", "content": "because"}
    assert (call.input_tokens, call.output_tokens, call.total_tokens) == (7, 3, 10)
    assert call.cost_usd == Decimal("0.01")
    metadata = {
        name.rpartition(".")[2]: value
        for name, value in call.attributes.items()
        if name.startswith("langfuse.observation.metadata.")
    }
    assert (metadata["note"], metadata["count"]) == ("1", count)


def said_by(output):
    return output[0] if isinstance(output, list) else output


def check_trace(said):
    trace = db.session.scalars(select(Trace)).one()
    assert (trace.name, trace.user_id, trace.session_id) == ("answer", "ada", "chat 1")
    assert (trace.tags, trace.output, trace.total_tokens) == (["beta"], "because", 10)
    assert trace.trace_id == UUID(said["trace_id"])


def check_scores(trace_id, span_id):
    scores = {score.id: score for score in db.session.scalars(select(Score))}
    judged = {id_: (score.name, score.target, score.judged) for id_, score in scores.items()}
    assert judged == {
        "s-trace": ("helpful", "trace", True),
        "s-span": ("tone", "span", "warm"),
        "s-session": ("length", "session", 0.5),
    }
    assert (scores["s-span"].trace_id, scores["s-span"].span_id) == (trace_id, span_id)
    assert scores["s-session"].session_id == "chat 1"


@pytest.mark.parametrize("sdk", ["python 5", "python 4"])
def test_python_reads_back_what_it_reported(program, sdk):
    seen = program(sdk, "reading")

    assert seen["observations"] == [["answer", "SPAN"], ["llm", "GENERATION"]]
    assert seen["usage"] == {"input": 7, "output": 3, "total": 10}
    assert seen["scores"] == [["s1", 4, True]] * (1 if sdk == "python 5" else 2)
    assert seen["configs"] == [["tone", 5, "How it sounds"]]
    assert (seen["after"], seen["dataset"]) == (0, "NotFoundError")
    if sdk == "python 4":
        assert seen["trace"] == ["answer", "why?", 2, 1]
        assert (seen["traces"], seen["older"], seen["one"]) == ([True], ["answer", "llm"], "small")


def test_python_goes_on_while_the_server_is_away(real_app, tmp_path):
    settings, port = real_app.extensions["settings"], free_port()
    command = [sys.executable, "-m", "flask", "serve"]
    env, url = environment_of(settings, port), f"http://127.0.0.1:{port}"
    told = environment(url, make_key(scopes=SCOPES))
    db.session.rollback()
    with serving(command, env, url, tmp_path / "1.log"):
        program = subprocess.Popen(
            [sys.executable, PROGRAMS / "staleness.py"],
            env=told,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert program.stdout.readline() == "1\n"

    assert asked(program, "away") == "1\n"
    with serving(command, env, url, tmp_path / "2.log"):
        make_next_version()
        assert asked(program, "2") == "2\n"
    program.stdin.close()
    assert program.wait(60) == 0


@contextmanager
def serving(command, env, url, log):
    with log.open("wb") as out, running(command, env, out) as process:
        wait_for(f"{url}/ready", process, log)
        yield


def asked(program, word):
    """The version it has when it has seen a refresh fail, or that version come."""
    program.stdin.write(f"{word}\n")
    program.stdin.flush()
    return program.stdout.readline()


def make_next_version():
    caller = the_system()
    prompt = prompts.find_prompt(caller, "greet")
    with transaction():
        prompts.save_version(caller, prompt.id, content="2", labels=["production"])


def test_the_javascript_of_before_reports_the_same_by_events(program):
    said = program("javascript", "legacy")

    see_everything()
    trace_id = UUID(said["trace_id"])
    spans = {span.name: span for span in db.session.scalars(select(Span))}
    call, step = spans["llm"], spans["step"]
    assert len(spans) == db.session.scalars(select(Trace)).one().span_count == 4
    assert call.span_id == span_id_of(said["call_id"])
    assert (call.parent_span_id, step.parent_span_id) == (step.span_id, root_id_of(trace_id))
    assert call.ended_at > call.started_at
    check_call(call)
    check_trace(said)
    check_scores(trace_id, call.span_id)


@pytest.mark.parametrize("sdk", ["python 5", "python 4"])
def test_python_runs_an_experiment_over_a_dataset(program, sdk):
    seen = program(sdk, "datasets")

    assert seen["items"] == [59, "sum-01", 2]
    assert seen["about"] == ["my ds/x", "Sums", {"by": "hand"}]
    assert seen["item"] == {"n": 5}
    assert seen["outputs"] == [2, 4, 4]
    run = the_only_run()
    assert seen["run"] == run.external_id
    assert (run.name, run.description, run.result_count, run.source) == (
        *("adding 1", "By one"),
        *(59, "recorded"),
    )
    assert results_by_key(run)["sum-04"].output == 6
    average = db.session.scalars(select(Score).where(Score.name == "average")).one()
    assert average.session_id == run.external_id
    assert average.value == pytest.approx(30 / 59)
    judged = db.session.scalars(select(Score).where(Score.name == "right")).all()
    assert sum(score.value for score in judged) == 30
    assert {score.trace_id for score in judged} == {
        result.trace_id for result in results_by_key(run).values()
    }


def test_javascript_runs_an_experiment_over_a_dataset(program):
    seen = program("javascript", "datasets")

    assert (seen["items"], seen["outputs"]) == (60, 60)
    run = the_only_run()
    assert (seen["run"], run.result_count) == (run.external_id, 60)
    assert results_by_key(run)["sum-4"].output == 6


def the_only_run():
    see_everything()
    return db.session.scalars(select(Experiment)).one()


def results_by_key(run):
    query = select(ExperimentResult).where(ExperimentResult.experiment_id == run.id)
    return {result.item_key: result for result in db.session.scalars(query)}
