"""Taking up an experiment: all that is needed to work at it, as it was when the work began."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db, now
from app.errors import DomainError, NotFound, Unavailable
from app.evaluators import BadConfig, make
from app.models import Experiment, ExperimentEvaluator, PromptVersion
from app.models.experiments import EXECUTED, FAILED, QUEUED, RUNNING
from app.providers import Endpoint
from app.rendering import Messages
from app.services import policy
from app.services.connections import endpoint_of
from app.services.experiments.choosing import JUDGE
from app.services.experiments.ending import end
from app.services.policy import Caller
from app.services.runs.asking import reached_by, resolve
from app.settings import Settings
from app.wall import act_in

LARGE = 1_000
"""Results."""


class PromptIsGone(NotFound):
    """The version that the experiment is about was deleted."""


@dataclass(frozen=True)
class Asking:
    """How a model is called: with which body, by which way."""

    body: str | Messages
    endpoint: Endpoint
    columns: dict[str, Any]
    """Of the runs: prompt, connection, provider, model, parameters."""

    @property
    def connection(self) -> str:
        return str(self.columns["connection"])


@dataclass(frozen=True)
class Judging:
    """An evaluator, and the model it asks if it is a judge."""

    position: int
    name: str
    evaluator: Any
    asking: Asking | None = None


@dataclass(frozen=True)
class Work:
    caller: Caller
    experiment_id: UUID
    created_by: str
    asking: Asking | None
    """None for recorded outputs."""
    is_large: bool = False
    judging: list[Judging] = field(default_factory=list)

    @property
    def judges(self) -> list[Judging]:
        return [one for one in self.judging if one.asking is not None]

    @property
    def calls_models(self) -> bool:
        return self.asking is not None or bool(self.judges)

    @property
    def calls(self) -> dict[str, int]:
        """Connection → how many calls of it each item takes."""
        names = [one.asking.connection for one in self.judging if one.asking]
        names += [self.asking.connection] if self.asking else []
        return {name: names.count(name) for name in sorted(names)}


def take_up(project_id: UUID, experiment_id: UUID, settings: Settings) -> Work | None:
    """None if it is over, or ends here because it cannot be done."""
    act_in(project_id)
    caller = policy.system(project_id)
    experiment = find_locked(project_id, experiment_id)
    if experiment is None or experiment.is_over:
        return None
    try:
        work = prepare(caller, experiment, settings)
    except Unavailable:
        raise
    except (DomainError, BadConfig) as error:
        end(experiment, FAILED, str(error))
        return None
    if experiment.status == QUEUED:
        experiment.status, experiment.started_at = RUNNING, now()
    return work


def find_locked(project_id: UUID, experiment_id: UUID) -> Experiment | None:
    """Against others that end, cancel or delete it."""
    return db.session.scalar(
        select(Experiment)
        .where(Experiment.project_id == project_id, Experiment.id == experiment_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def prepare(caller: Caller, experiment: Experiment, settings: Settings) -> Work:
    rows = db.session.scalars(
        select(ExperimentEvaluator)
        .where(
            ExperimentEvaluator.project_id == caller.project_id,
            ExperimentEvaluator.experiment_id == experiment.id,
        )
        .order_by(ExperimentEvaluator.position)
    )
    judging = [judging_of(caller, row, settings) for row in rows]
    asking = None
    if experiment.source == EXECUTED:
        asking = asking_of(caller, experiment, settings)
    is_large = experiment.result_count >= LARGE
    return Work(caller, experiment.id, experiment.created_by, asking, is_large, judging)


def asking_of(caller: Caller, experiment: Experiment, settings: Settings) -> Asking:
    columns = {
        name: getattr(experiment, name)
        for name in (
            *("prompt_id", "prompt_name", "prompt_version"),
            *("connection", "provider", "model", "parameters"),
        )
    }
    _, endpoint, _ = endpoint_of(caller, settings, experiment.connection)
    return Asking(body_of(experiment), endpoint, columns)


def body_of(experiment: Experiment) -> str | Messages:
    if experiment.prompt_id is None:
        return experiment.content if experiment.messages is None else experiment.messages  # type: ignore[return-value]
    version = db.session.scalar(
        select(PromptVersion).where(
            PromptVersion.prompt_id == experiment.prompt_id,
            PromptVersion.version == experiment.prompt_version,
        )
    )
    if version is None:
        raise PromptIsGone(f"{experiment.prompt_name} was deleted before every item was done.")
    return version.content if version.messages is None else version.messages  # type: ignore[return-value]


def judging_of(caller: Caller, row: ExperimentEvaluator, settings: Settings) -> Judging:
    evaluator = make(row.kind, row.config)
    if row.kind != JUDGE:
        return Judging(row.position, row.name, evaluator)
    prompt, version = resolve(caller, row.config["prompt"], None, row.judge_prompt_version)
    _, endpoint, connection = endpoint_of(caller, settings, row.config["connection"])
    parameters = row.config.get("parameters") or version.parameters
    columns = {
        "prompt_id": prompt.id,
        "prompt_name": prompt.name,
        "prompt_version": version.version,
        "parameters": parameters,
        **reached_by(connection, parameters or {}),
    }
    body = version.content if version.messages is None else version.messages
    return Judging(row.position, row.name, evaluator, Asking(body or "", endpoint, columns))
