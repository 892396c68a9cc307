"""Recording runs that happened elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.db import db, now, uuid7
from app.models import Prompt, Run
from app.rendering import Messages
from app.services import policy
from app.services.access.names import put_authors
from app.services.pointers import PRODUCTION, check_labels
from app.services.policy import Caller
from app.services.prompts.checks import Checks
from app.services.runs.checks import (
    ERROR_LENGTH,
    LINE_LENGTH,
    OUTPUT_BYTES,
    VALUES_BYTES,
    checked_body,
    checked_context,
)
from app.services.runs.describing import describe
from app.services.runs.masking import mask
from app.services.runs.tracing import keep_trace, price

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LARGEST_COUNT = 2**31 - 1
A_MOMENT_AHEAD = timedelta(minutes=5)
"""How far another's clock may be ahead of ours."""


def record_run(
    caller: Caller,
    *,
    status: str,
    prompt_name: str | None = None,
    label: str | None = None,
    version: int | None = None,
    content: str | None = None,
    messages: Messages | None = None,
    variables: dict[str, Any] | None = None,
    parameters: dict[str, Any] | None = None,
    output: dict[str, Any] | str | None = None,
    error: str | None = None,
    model: str | None = None,
    provider: str | None = None,
    usage: dict[str, int | None] | None = None,
    latency_ms: float | None = None,
    first_token_ms: float | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    trace_id: UUID | None = None,
    group_id: UUID | None = None,
    **context: Any,
) -> Run:
    """A run that is over. Its prompt is kept by name, and linked if it is one of the project.

    Without a trace of its own it is also kept as one, so that it counts among the calls.
    """
    policy.require(caller, policy.INGEST)
    checks = Checks()
    columns = checked_context(checks, context)
    sent: str | Messages = []
    if content is not None or messages is not None:
        sent = checked_body(checks, content, messages)
    message = {"role": "assistant", "content": output} if isinstance(output, str) else output
    checks.parameters(parameters)
    checks.size("input", variables, VALUES_BYTES, "4 MiB")
    checks.size("output", message, OUTPUT_BYTES, "4 MiB")
    checks.text("error", error, ERROR_LENGTH)
    checks.text("model", model, LINE_LENGTH)
    checks.text("provider", provider, LINE_LENGTH)
    times = checked_times(checks, started_at, ended_at, latency_ms)
    checks.done()
    run = Run(
        id=uuid7(),
        project_id=caller.project_id,
        status=status,
        source="reported",
        provider=provider,
        model=model,
        parameters=parameters,
        variables=variables,
        messages=[{"role": "user", "content": sent}] if isinstance(sent, str) else sent,
        output=message,
        error=error,
        error_kind="reported" if error else None,
        first_token_ms=first_token_ms,
        trace_id=trace_id or uuid4(),
        attempts=1,
        group_id=group_id,
        created_at=now(),
        created_by=caller.actor,
        **link(caller, prompt_name, label, version),
        **counted(usage or {}),
        **times,
        **columns,
    )
    price(run)
    mask(run)
    describe(run)
    db.session.add(run)
    if trace_id is None:
        keep_trace(caller, run)
    db.session.flush()
    put_authors([run])
    return run


def checked_times(
    checks: Checks,
    started_at: datetime | None,
    ended_at: datetime | None,
    latency_ms: float | None,
) -> dict[str, Any]:
    """Of beginning, end and latency, what is not told follows from the others."""
    for field, moment in (("started_at", started_at), ("ended_at", ended_at)):
        if moment is not None and not EARLIEST <= moment <= now() + A_MOMENT_AHEAD:
            checks.refuse(field, "Between the year 2000 and now.")
    if checks.errors:
        return {}
    took = timedelta(milliseconds=latency_ms or 0)
    if ended_at is None and started_at is not None and latency_ms is not None:
        ended_at = started_at + took
    end = ended_at or now()
    begin = started_at or end - took
    if begin > end:
        checks.refuse("ended_at", "Not before `started_at`.")
    if latency_ms is None and started_at is not None:
        latency_ms = (end - begin).total_seconds() * 1000
    return {"started_at": begin, "ended_at": end, "latency_ms": latency_ms}


def link(
    caller: Caller, name: str | None, label: str | None, version: int | None
) -> dict[str, Any]:
    """The prompt of that name, if there is one. What it says is not told to who only reports."""
    if name is None:
        return {}
    if version is None:
        check_labels([label := label or PRODUCTION], "json", "label")
    prompt = db.session.scalar(
        select(Prompt).where(Prompt.project_id == caller.project_id, Prompt.name == name)
    )
    if prompt is not None and version is None:
        version = prompt.labels.get(label or PRODUCTION)
    is_known = prompt is not None and version is not None and version <= prompt.latest_version
    return {
        "prompt_id": prompt.id if prompt is not None and is_known else None,
        "prompt_name": name,
        "prompt_version": version,
        "label": label,
    }


def counted(usage: dict[str, int | None]) -> dict[str, int | None]:
    return {
        **usage,
        "total_tokens": total_of(usage.get("input_tokens"), usage.get("output_tokens")),
    }


def total_of(input_tokens: int | None, output_tokens: int | None) -> int | None:
    if input_tokens is None and output_tokens is None:
        return None
    return min((input_tokens or 0) + (output_tokens or 0), LARGEST_COUNT)
