"""The same for runs, traces, scores, and the API that Langfuse's SDKs speak."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.db import now, transaction
from app.models import Trace
from app.services import masking, prices, scales
from app.services.traces import store_spans
from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.recipes import RECIPES, SECRET_TEXT, plain, prompt_path, recipe
from tests.factories.otlp import sent_span
from tests.factories.runs import ask_for_run, carried_out
from tests.factories.traces import make_score, make_span, make_telemetry, make_trace

__all__ = ["RECIPES"]

# Traces, and what is done to them.

plain("POST", "/v1/traces", json={"resourceSpans": []})
# A key that may write tells of a run by such a span, and takes another way.
ABOUT_A_RUN = {"name": "nightly", "item.id": "first", "dataset.id": str(UUID(int=1))}
SPAN_OF_A_RUN = {
    "traceId": f"{1:032x}",
    "spanId": f"{1:016x}",
    "name": "answer",
    "attributes": [
        {"key": f"langfuse.experiment.{name}", "value": {"stringValue": value}}
        for name, value in ABOUT_A_RUN.items()
    ],
}
plain(
    "POST",
    "/api/public/otel/v1/traces",
    json={"resourceSpans": [{"scopeSpans": [{"spans": [SPAN_OF_A_RUN]}]}]},
)

PRICE, RULE = "/api/prices/<uuid:price_id>", "/api/masking-rules/<uuid:rule_id>"
PRICED = {"model": "own", "input_usd": 1, "output_usd": 2}
USD = {"input_usd": Decimal(1), "output_usd": Decimal(2)}

plain("GET", "/api/prices")
plain("GET", "/api/prices/starting-list")
plain("POST", "/api/prices", json=PRICED)
plain("GET", "/api/masking-rules")
plain("POST", "/api/masking-rules", json={"name": "cards", "pattern": "[0-9]{16}"})


def priced(cast: Cast) -> dict[str, UUID]:
    with transaction():
        return {"price_id": prices.add_price(cast.here, model="own", **USD).id}


def masked(cast: Cast) -> dict[str, UUID]:
    with transaction():
        return {"rule_id": masking.add_rule(cast.here, name="cards", pattern="[0-9]{16}").id}


for made, route, change in ((priced, PRICE, {"input_usd": 3}), (masked, RULE, {"is_on": False})):
    recipe("GET", route)(lambda cast, made=made: Asked(path=made(cast)))
    recipe("DELETE", route)(lambda cast, made=made: Asked(path=made(cast)))
    recipe("PATCH", route)(
        lambda cast, made=made, change=change: Asked(path=made(cast), json=change)
    )

# Runs.

RUNS = "/api/runs"
RUN = "/api/runs/<uuid:run_id>"
GROUP = UUID("01a20b4e-5555-7940-ad94-5367c651dff0")


def run_path() -> dict[str, UUID]:
    """One that waits."""
    return {"run_id": ask_for_run(SECRET_TEXT).id}


def of_runs(case: str = "", **query: Any) -> None:
    @recipe("GET", RUNS, case)
    def listing_runs(cast: Cast) -> Asked:
        run_path()
        return Asked(query=query)


of_runs()
of_runs("search", q="known to this")
plain("POST", RUNS, json={"content": "Hi"})
TRACED = {"status": "succeeded", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}
plain("POST", RUNS, "reported", json={"content": "Hi", "output": "Hi", **TRACED})


@recipe("POST", RUNS, "prompt")
def running_a_prompt(cast: Cast) -> Asked:
    prompt_path()
    return Asked(json={"prompt_name": "greet"})


recipe("GET", RUN)(lambda cast: Asked(path=run_path()))
recipe("POST", f"{RUN}/cancel")(lambda cast: Asked(path=run_path()))


@recipe("GET", f"{RUNS}/stream")
def following_runs(cast: Cast) -> Asked:
    carried_out(ask_for_run(SECRET_TEXT, group_id=GROUP))
    return Asked(query={"group_id": GROUP})


# Traces, sessions, what was used.


def traced() -> Trace:
    """A trace with one span and a score, in a session."""
    span_id, moment = secrets.token_bytes(8), now()
    mine = {"started_at": moment, "name": SECRET_TEXT, "session_id": SECRET_TEXT}
    trace = make_trace(ended_at=moment, root_span_id=span_id, facets=["kind:tool"], **mine)
    make_span(trace_id=trace.trace_id, span_id=span_id, **mine)
    make_score(trace_id=trace.trace_id, comment=SECRET_TEXT)
    return trace


def of_trace(method: str, tail: str = "", **asked: Any) -> None:
    def asking(cast: Cast) -> Asked:
        trace = traced()
        path: dict[str, Any] = {"trace_id": trace.trace_id}
        if "span_id" in tail:
            path["span_id"] = trace.root_span_id
        return Asked(path=path, **asked)

    recipe(method, f"/api/traces/<trace:trace_id>{tail}")(asking)


def listing_traces(route: str, case: str = "", **query: Any) -> None:
    def asking(cast: Cast) -> Asked:
        traced()
        make_telemetry(cast.here)
        return Asked(query=query)

    recipe("GET", route, case)(asking)


of_trace("GET")
of_trace("DELETE")
of_trace("GET", "/spans/<span:span_id>")
listing_traces("/api/traces")
listing_traces("/api/traces", "facet", kind="tool")
listing_traces("/api/traces", "search", q="known to this")
listing_traces("/api/sessions")
listing_traces("/api/sessions/by-id", session_id=SECRET_TEXT)
listing_traces("/api/usage")
listing_traces("/api/usage/scores")

# Scores and scales.

plain("GET", "/api/scales")
plain("POST", "/api/scales", json={"name": "tone", "type": "boolean"})
SCALE = "/api/scales/<uuid:scale_id>"


def scale_path(cast: Cast) -> dict[str, UUID]:
    with transaction():
        made = scales.create_scale(cast.here, name="tone", type="boolean", description=SECRET_TEXT)
        return {"scale_id": made.id}


recipe("GET", SCALE)(lambda cast: Asked(path=scale_path(cast)))
recipe("PATCH", SCALE)(lambda cast: Asked(path=scale_path(cast), json={"archived": True}))

A_SCORE = {"session_id": "chat 1", "name": "helpful", "value": 1}
SCORE = "/api/scores/<path:score_id>"


def score_path(cast: Cast) -> dict[str, str]:
    make_score(cast.here, id="score-1", comment=SECRET_TEXT)
    return {"score_id": "score-1"}


@recipe("GET", "/api/scores")
def listing_scores(cast: Cast) -> Asked:
    score_path(cast)
    return Asked()


plain("POST", "/api/scores", json=A_SCORE)
recipe("GET", SCORE)(lambda cast: Asked(path=score_path(cast)))
recipe("DELETE", SCORE)(lambda cast: Asked(path=score_path(cast)))


# Langfuse's API. Nobody is asked for a right to know their own project.

PUBLIC = "/api/public"
THEIRS = f"{PUBLIC}/v2/prompts/<path:name>"
CONFIG = f"{PUBLIC}/score-configs/<uuid:scale_id>"

for path in ("health", "ready", "projects", "v2/prompts", "score-configs"):
    plain("GET", f"{PUBLIC}/{path}")
for path in ("scores", "v2/scores", "v3/scores"):
    recipe("GET", f"{PUBLIC}/{path}")(listing_scores)
for path in ("scores", "v2/scores"):
    recipe("GET", f"{PUBLIC}/{path}/<path:score_id>")(lambda cast: Asked(path=score_path(cast)))
recipe("DELETE", f"{PUBLIC}/scores/<path:score_id>")(lambda cast: Asked(path=score_path(cast)))
plain("POST", f"{PUBLIC}/scores", json={"traceId": "t", "name": "helpful", "value": 1})
plain("POST", f"{PUBLIC}/ingestion", json={"batch": []})
plain("POST", f"{PUBLIC}/score-configs", json={"name": "tone", "dataType": "BOOLEAN"})
recipe("GET", CONFIG)(lambda cast: Asked(path=scale_path(cast)))
recipe("PATCH", CONFIG)(lambda cast: Asked(path=scale_path(cast), json={"isArchived": True}))
plain("POST", f"{PUBLIC}/v2/prompts", json={"name": "new", "prompt": "Hi"})
plain(
    "POST",
    f"{PUBLIC}/v2/prompts",
    "production",
    json={"name": "new", "prompt": "Hi", "labels": ["production"]},
)


def named(cast: Cast, **more: Any) -> dict[str, Any]:
    prompt_path()
    return {"name": "greet", **more}


recipe("GET", THEIRS)(lambda cast: Asked(path=named(cast)))
recipe("DELETE", THEIRS)(lambda cast: Asked(path=named(cast)))
recipe("PATCH", f"{THEIRS}/versions/<number:version>")(
    lambda cast: Asked(path=named(cast, version=2), json={"newLabels": ["production"]})
)


def stored_trace(cast: Cast) -> dict[str, str]:
    """A trace of one span, and its session."""
    span = sent_span(span_id=b"12345678", session_id="chat 1", input=SECRET_TEXT)
    with transaction():
        store_spans(cast.here, [span])
    return {"trace_id": span.trace_id.hex}


def of_traces(method: str, tail: str, *kept: str, **path: str) -> None:
    def asked(cast: Cast) -> Asked:
        stored = stored_trace(cast)
        return Asked(path={name: stored[name] for name in kept} | path)

    recipe(method, f"{PUBLIC}/{tail}")(asked)


for tail in ("traces", "sessions", "observations", "v2/observations"):
    of_traces("GET", tail)
of_traces("GET", "traces/<path:trace_id>", "trace_id")
of_traces("DELETE", "traces/<path:trace_id>", "trace_id")
of_traces("GET", "sessions/<path:session_id>", session_id="chat 1")
of_traces("GET", "observations/<path:observation_id>", observation_id=b"12345678".hex())


@recipe("DELETE", f"{PUBLIC}/traces")
def deleting_traces(cast: Cast) -> Asked:
    return Asked(json={"traceIds": [stored_trace(cast)["trace_id"]]})
