"""Which gates stand before a prompt, and what they measure by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select

from app import evaluators
from app.db import db
from app.models import Dataset, Evaluator, EvaluatorVersion, Gate


@dataclass(frozen=True)
class Yardstick:
    """A version of an evaluator: how its values read."""

    id: UUID
    version: int
    name: str
    low: float
    high: float
    direction: str

    @property
    def is_higher_better(self) -> bool:
        return self.direction == "higher"

    @property
    def worst(self) -> float:
        """What an error counts as."""
        return self.low if self.is_higher_better else self.high


@dataclass(frozen=True)
class Guard:
    """A gate with the names that its sentences need."""

    gate: Gate
    dataset: str
    yardstick: Yardstick


def guards_before(project_id: UUID, label: str, name: str, tags: Sequence[str]) -> list[Guard]:
    """Every gate in use before this label for a prompt of this name and these tags, the oldest
    first.
    """
    query = (
        select(Gate, Dataset.name, Evaluator, EvaluatorVersion)
        .join(Dataset, Dataset.id == Gate.dataset_id)
        .join(Evaluator, Evaluator.id == Gate.evaluator_id)
        .join(
            EvaluatorVersion,
            (EvaluatorVersion.evaluator_id == Gate.evaluator_id)
            & (EvaluatorVersion.version == Gate.evaluator_version),
        )
        .where(
            Gate.project_id == project_id,
            Gate.label == label,
            Gate.archived_at.is_(None),
            fits(name, tags),
        )
        .order_by(Gate.created_at, Gate.id)
    )
    # As they are now: whoever waited for the project's lock may hold older ones.
    rows = db.session.execute(query.execution_options(populate_existing=True))
    return [
        Guard(gate, dataset, yardstick_of(evaluator, version))
        for gate, dataset, evaluator, version in rows
    ]


def fits(name: str, tags: Sequence[str]) -> ColumnElement[bool]:
    return or_(
        Gate.prompt_name == name,
        func.starts_with(literal(name), Gate.prompt_prefix),
        Gate.tag.in_(tags),
    )


def yardstick_of(evaluator: Evaluator, version: EvaluatorVersion) -> Yardstick:
    made = evaluators.make(evaluator.kind, version.config)
    low, high = made.scale
    return Yardstick(
        evaluator.id, version.version, evaluator.name, low, high, direction=made.direction
    )


def title_of(gate: Gate) -> str:
    """Gates have no names; the log tells them by what they stand before."""
    if gate.tag is not None:
        which = f"tag {gate.tag}"
    else:
        which = gate.prompt_name or f"{gate.prompt_prefix}*"
    return f"{gate.label} of {which}"
