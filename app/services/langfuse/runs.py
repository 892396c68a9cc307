"""Dataset runs of Langfuse as experiments: outputs that its SDKs report item by item.

A run is made with its first item, whether that comes by `dataset-run-items` or by the attributes
of spans; both lead to the same experiment. Nothing judges it here but the scores on its traces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import and_, func, select, text

from app.db import compact_json, db, now
from app.errors import DomainError, NotFound, invalid
from app.models import Dataset, DatasetVersion, Experiment, ExperimentResult, Score, Span, Trace
from app.models.experiments import FINISHED, RECORDED
from app.otlp import Span as SentSpan
from app.services import policy
from app.services.experiments.asking import add_experiment, checked_words
from app.services.experiments.cancelling import delete_experiment
from app.services.langfuse.datasets import Found, as_object, dataset_named, item_by_id
from app.services.langfuse.ids import span_id_of, trace_id_of
from app.services.policy import Caller
from app.services.scores import ScoreFilter, list_scores

ABOUT = "langfuse.experiment."
"""The attributes of spans that belong to a run begin so."""

PUT = text("""
    INSERT INTO experiment_results (experiment_id, item_id, trial, project_id, item_key, position,
                                    status, attempts, output, error, error_kind, trace_id,
                                    latency_ms, ended_at)
    VALUES (:experiment_id, :item_id, 1, :project_id, :item_key, :position, :status, 1,
            CAST(:output AS json), :error, :error_kind, :trace_id, :latency_ms, :ended_at)
    ON CONFLICT (experiment_id, item_id, trial, project_id) DO UPDATE
    SET output = coalesce(excluded.output, experiment_results.output),
        status = excluded.status, error = excluded.error, error_kind = excluded.error_kind,
        trace_id = excluded.trace_id,
        latency_ms = coalesce(excluded.latency_ms, experiment_results.latency_ms),
        ended_at = excluded.ended_at
    RETURNING xmax = 0
""")


MOST_SCORES = 100


class NoSuchRun(NotFound):
    """No dataset run of this name."""


@dataclass(frozen=True)
class Told:
    """What is said of a run with one of its items. `trace_id` and `span_id` as they were sent."""

    name: str
    item_id: str
    trace_id: UUID
    span_id: bytes | None = None
    description: str | None = None
    metadata: Any = None
    dataset_id: UUID | None = None
    span: SentSpan | None = None


def run_id_of(project_id: UUID, dataset_id: UUID, name: str) -> str:
    """As Langfuse's SDK for Python makes it, from version 5 on: the first 16 hexadecimal digits of
    SHA-256 of a JSON array.
    """
    parts = ["langfuse-experiment-v1", str(project_id), str(dataset_id), name]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:16]


def put_run_item(caller: Caller, told: Told) -> tuple[Experiment, ExperimentResult]:
    """Its result in the run, which is made if it is new. Told again, the newest says what it is."""
    policy.require(caller, policy.WRITE)
    found = item_by_id(caller, told.item_id, told.dataset_id)
    # Two first items of a run make one experiment.
    locked = select(Dataset.id).where(Dataset.id == found.dataset.id)
    db.session.execute(locked.with_for_update(key_share=True))
    run = run_of(caller, found.dataset, told)
    is_new = db.session.scalar(PUT, values_of(run, found, told))
    if is_new:
        run.result_count += 1
        run.done_count += 1
    run.ended_at = now()
    db.session.flush()
    key = (run.id, found.item.id, 1, run.project_id)
    result = db.session.get_one(ExperimentResult, key, populate_existing=True)
    return run, result


def run_of(caller: Caller, dataset: Dataset, told: Told) -> Experiment:
    known = named_run(caller, dataset, told.name)
    if known is not None:
        return known
    words = {"name": told.name, "description": told.description}
    columns = checked_words({**words, "metadata": as_object(told.metadata)}, 1)
    version = db.session.get_one(DatasetVersion, (dataset.id, dataset.latest_version))
    fields = {
        "trials": 1,
        "source": RECORDED,
        "external_id": run_id_of(caller.project_id, dataset.id, told.name),
        **columns,
    }
    run = add_experiment(caller, dataset, version, [], fields)
    # It is never known to be over, so nothing waits for more; no gate counts it either, since
    # nothing here judged it.
    run.status, run.result_count, run.started_at = FINISHED, 0, run.created_at
    return run


def named_run(caller: Caller, dataset: Dataset, name: str) -> Experiment | None:
    return by_run_id(caller, run_id_of(caller.project_id, dataset.id, name))


def get_run_by_id(caller: Caller, run_id: str) -> Experiment:
    policy.require(caller, policy.READ)
    run = by_run_id(caller, run_id)
    if run is None:
        raise NoSuchRun(f"There is no experiment {run_id[:100]!r} here.")
    return run


def by_run_id(caller: Caller, run_id: str) -> Experiment | None:
    return db.session.scalar(
        select(Experiment).where(
            Experiment.project_id == caller.project_id, Experiment.external_id == run_id
        )
    )


def values_of(run: Experiment, found: Found, told: Told) -> dict[str, Any]:
    span = told.span or stored_span(run.project_id, told)
    failed = span is not None and span.level == "error"
    output = None if span is None else span.output
    return {
        "experiment_id": run.id,
        "project_id": run.project_id,
        "item_id": found.item.id,
        "item_key": found.item.key,
        "position": found.item.position,
        "status": "failed" if failed else "succeeded",
        "output": None if output is None else compact_json(output),
        "error": (span.status_message or "It failed.") if failed and span else None,
        "error_kind": "reported" if failed else None,
        "trace_id": told.trace_id,
        "latency_ms": None if span is None else span.latency_ms,
        "ended_at": now(),
    }


def stored_span(project_id: UUID, told: Told) -> Any:
    """That of the trace which is named, else its root; None while it is on its way."""
    is_it = Span.span_id == told.span_id if told.span_id else Span.span_id == Trace.root_span_id
    query = (
        select(Span)
        .join(
            Trace,
            and_(
                Span.project_id == Trace.project_id,
                Span.trace_id == Trace.trace_id,
                Span.started_at.between(Trace.started_at, Trace.ended_at),
            ),
        )
        .where(Trace.project_id == project_id, Trace.trace_id == told.trace_id, is_it)
    )
    return db.session.scalar(query.limit(1))


# By the attributes of spans.


def are_told_of(caller: Caller, spans: Iterable[SentSpan]) -> bool:
    """Whether `take_spans` has anything to do."""
    return policy.WRITE in caller.rights and any(map(told_by, spans))


def take_spans(caller: Caller, spans: Iterable[SentSpan]) -> None:
    """The results of runs that are told of by spans. What cannot be one is a trace all the same.

    Only who may write makes experiments: a key that reports alone leaves none.
    """
    policy.require(caller, policy.INGEST)
    if policy.WRITE not in caller.rights:
        return
    for span in spans:
        told = told_by(span)
        if told is None:
            continue
        try:
            with db.session.begin_nested():
                put_run_item(caller, told)
        except DomainError:
            continue


def told_by(span: SentSpan) -> Told | None:
    """Of the spans of an item only its root says what came of it."""
    about = span.attributes or {}
    name, item_id = about.get(f"{ABOUT}name"), about.get(f"{ABOUT}item.id")
    root = about.get(f"{ABOUT}item.root_observation_id")
    is_root = root == span.span_id.hex() if root else span.parent_span_id is None
    dataset_id = as_uuid(about.get(f"{ABOUT}dataset.id"))
    if not (isinstance(name, str) and name and isinstance(item_id, str) and item_id):
        return None
    if not is_root or dataset_id is None:
        return None
    return Told(
        name=name,
        item_id=item_id,
        trace_id=span.trace_id,
        description=about.get(f"{ABOUT}description"),
        metadata=about.get(f"{ABOUT}metadata"),
        dataset_id=dataset_id,
        span=span,
    )


def as_uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def told_in(body: dict[str, Any]) -> Told:
    """As `dataset-run-items` says it."""
    trace_id, span_id = body.get("trace_id"), body.get("span_id")
    if not trace_id:
        raise invalid("traceId", "Say which trace came of the item.")
    return Told(
        name=body["name"],
        item_id=body["item_id"],
        trace_id=trace_id_of(trace_id),
        span_id=span_id_of(span_id) if span_id else None,
        description=body.get("description"),
        metadata=body.get("metadata"),
    )


# Read again.


def list_runs(
    caller: Caller, dataset_name: str, *, limit: int, offset: int
) -> tuple[list[Experiment], int]:
    """Newest first, and how many there are."""
    policy.require(caller, policy.READ)
    dataset = dataset_named(caller, dataset_name)
    query = select(Experiment).where(
        Experiment.project_id == caller.project_id,
        Experiment.dataset_id == dataset.id,
        Experiment.external_id.is_not(None),
    )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Experiment.created_at.desc(), Experiment.id)
    return list(db.session.scalars(query.limit(limit).offset(offset))), total


def get_run(caller: Caller, dataset_name: str, name: str) -> Experiment:
    policy.require(caller, policy.READ)
    return run_by_name(caller, dataset_name, name)


def remove_run(caller: Caller, dataset_name: str, name: str) -> None:
    policy.require(caller, policy.WRITE)
    delete_experiment(caller, run_by_name(caller, dataset_name, name).id)


def run_by_name(caller: Caller, dataset_name: str, name: str) -> Experiment:
    """For those who have asked whether the caller may."""
    dataset = dataset_named(caller, dataset_name)
    run = named_run(caller, dataset, name)
    if run is None:
        raise NoSuchRun(f"{dataset.name} has no run {name[:100]!r}.")
    return run


def results_of(run: Experiment, *, limit: int = 1_000, behind: int = 0) -> list[ExperimentResult]:
    """For whoever may read the run: in the order of the items, from behind a position on."""
    query = select(ExperimentResult).where(
        ExperimentResult.experiment_id == run.id, ExperimentResult.position > behind
    )
    return list(db.session.scalars(query.order_by(ExperimentResult.position).limit(limit)))


def list_experiments(
    caller: Caller,
    *,
    since: datetime,
    until: datetime | None = None,
    id: str | None = None,
    name: str | None = None,
    dataset_id: UUID | None = None,
    limit: int,
) -> list[Experiment]:
    """Newest first; our own are among them."""
    policy.require(caller, policy.READ)
    query = select(Experiment).where(
        Experiment.project_id == caller.project_id, Experiment.created_at >= since
    )
    if until is not None:
        query = query.where(Experiment.created_at < until)
    if id is not None:
        query = query.where(Experiment.external_id == id)
    if name is not None:
        query = query.where(Experiment.name == name)
    if dataset_id is not None:
        query = query.where(Experiment.dataset_id == dataset_id)
    return list(db.session.scalars(query.order_by(Experiment.created_at.desc()).limit(limit)))


def scores_of(caller: Caller, run: Experiment) -> list[Score]:
    """What was said of the whole run, newest first; at most a hundred."""
    page = list_scores(caller, ScoreFilter(session_id=run.external_id), limit=MOST_SCORES)
    return list(page.rows) if run.external_id else []
