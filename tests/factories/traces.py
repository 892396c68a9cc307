"""Spans, traces and what belongs to them, as they stand in the database."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from app.db import db, now, transaction
from app.models import (
    DimensionDay,
    DimensionHour,
    MaskingRule,
    Price,
    Run,
    RunPiece,
    Scale,
    Score,
    SharedObject,
    Span,
    StaleHour,
    Trace,
    UsageDay,
    UsageHour,
    UserDay,
    UserHour,
)
from app.services import policy
from app.services.policy import Caller
from tests.factories.access import the_system

SUMS: dict[str, Any] = {
    "calls": 1,
    "errors": 0,
    "input_tokens": 10,
    "output_tokens": 5,
    "cached_tokens": 0,
    "reasoning_tokens": 0,
    "total_tokens": 15,
    "cost_usd": Decimal("0.001"),
    "latency_ms": 100.0,
}
HISTOGRAM: dict[str, Any] = {"buckets": [46], "bucket_calls": [1]}


def make_span(caller: Caller | None = None, **fields: Any) -> Span:
    """A row of `spans` alone: no summary, no sums."""
    caller = caller or the_system()
    started_at: datetime = fields.pop("started_at", now())
    latency_ms = fields.pop("latency_ms", 100.0)
    defaults: dict[str, Any] = {
        "trace_id": uuid4(),
        "span_id": secrets.token_bytes(8),
        "ended_at": started_at + timedelta(milliseconds=latency_ms),
        "is_clamped": False,
        "kind": "generation",
        "level": "default",
        "name": "chat",
        "environment": "default",
    }
    span = Span(
        project_id=caller.project_id,
        started_at=started_at,
        latency_ms=latency_ms,
        **(defaults | fields),
    )
    add(caller, span)
    return span


def make_trace(caller: Caller | None = None, **fields: Any) -> Trace:
    """A row of `traces` alone."""
    caller = caller or the_system()
    moment = now()
    defaults: dict[str, Any] = {
        "trace_id": uuid4(),
        "started_at": moment,
        "ended_at": moment,
        "input_tokens": 0,
        "output_tokens": 0,
        "total_tokens": 0,
        "span_count": 1,
        "error_count": 0,
        "name": "chat",
        "name_rank": 0,
        "environment": "default",
        "tags": [],
        "models": [],
        "facets": [],
        "updated_at": moment,
    }
    trace = Trace(project_id=caller.project_id, **(defaults | fields))
    add(caller, trace)
    return trace


def make_run(caller: Caller | None = None, **fields: Any) -> Run:
    caller = caller or the_system()
    defaults: dict[str, Any] = {
        "status": "succeeded",
        "source": "reported",
        "messages": [{"role": "user", "content": "Hi"}],
        "trace_id": uuid4(),
        "search": "hi",
        "created_by": caller.actor,
    }
    run = Run(project_id=caller.project_id, **(defaults | fields))
    add(caller, run)
    return run


def make_score(caller: Caller | None = None, **fields: Any) -> Score:
    caller = caller or the_system()
    trace_id: UUID = fields.pop("trace_id", uuid4())
    defaults: dict[str, Any] = {
        "shard_id": trace_id,
        "id": str(uuid4()),
        "target": "trace",
        "name": "helpful",
        "type": "numeric",
        "value": 1.0,
        "source": "api",
        "created_by": caller.actor,
    }
    score = Score(project_id=caller.project_id, trace_id=trace_id, **(defaults | fields))
    add(caller, score)
    return score


def make_price(caller: Caller | None = None, **fields: Any) -> Price:
    caller = caller or the_system()
    usd = Decimal(1)
    defaults: dict[str, Any] = {
        "model": "small",
        "input_usd": usd,
        "output_usd": usd,
        "valid_from": now(),
        "created_by": caller.actor,
    }
    price = Price(project_id=caller.project_id, **(defaults | fields))
    add(caller, price)
    return price


def make_rule(caller: Caller | None = None, **fields: Any) -> MaskingRule:
    caller = caller or the_system()
    looks_for = {} if "attribute" in fields else {"pattern": "[0-9]{16}"}
    defaults: dict[str, Any] = {
        "name": "cards",
        "replacement": "…",
        "is_on": True,
        "created_by": caller.actor,
        **looks_for,
    }
    rule = MaskingRule(project_id=caller.project_id, **(defaults | fields))
    add(caller, rule)
    return rule


def make_telemetry(caller: Caller) -> None:
    """A row in every table of runs, traces and scores."""
    make_span(caller)
    make_trace(caller)
    run = make_run(caller)
    make_score(caller)
    here: dict[str, Any] = {"project_id": caller.project_id}
    mine = {**here, "created_by": caller.actor}
    group = {**here, "kind": "generation", "environment": "default", **SUMS, **HISTOGRAM}
    usd = Decimal(1)
    add(
        caller,
        RunPiece(**here, run_id=run.id, attempt=1, start=0, text="Hi"),
        SharedObject(**here, id=uuid4(), used_on=now().date(), value={"service.name": "shop"}),
        StaleHour(**here, hour=now()),
        UsageHour(hour=now(), **group),
        UsageDay(day=now(), **group),
        DimensionHour(hour=now(), dimension="none", **group),
        DimensionDay(day=now(), dimension="none", **group),
        UserHour(**here, hour=now(), user_id="ada", **SUMS),
        UserDay(**here, day=now(), user_id="ada", **SUMS),
        Price(**mine, model="small", input_usd=usd, output_usd=usd, valid_from=now()),
        MaskingRule(**mine, name="cards", pattern="[0-9]{16}", replacement="…", is_on=True),
        Scale(**mine, name="helpful", type="boolean"),
    )


def add(caller: Caller, *rows: Any) -> None:
    with transaction():
        policy.require(caller, policy.READ)
        db.session.add_all(rows)
