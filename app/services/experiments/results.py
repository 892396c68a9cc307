"""The results of an experiment, in the order of its items, with their scores."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, true, tuple_

from app.db import db
from app.errors import invalid
from app.models import DatasetItem, Experiment, ExperimentResult, ResultScore
from app.services import policy
from app.services.access.names import among
from app.services.experiments.reading import evaluators_of, find
from app.services.paging import Page
from app.services.policy import Caller

PASSED, NOT_PASSED, ERROR = "passed", "failed", "error"
OUTCOMES = (PASSED, NOT_PASSED, ERROR)


@dataclass(frozen=True)
class Place:
    """After one result of a list: by its item's position, then by its trial."""

    position: int
    trial: int

    def __str__(self) -> str:
        packed = self.position.to_bytes(16, "big") + self.trial.to_bytes(8, "big")
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def parse(cls, text: str) -> Place:
        try:
            packed = base64.b64decode(text, altchars=b"-_", validate=True)
            if len(packed) != 24:
                raise ValueError
        except (ValueError, binascii.Error) as error:
            raise not_a_place() from error
        place = cls(int.from_bytes(packed[:16], "big"), int.from_bytes(packed[16:], "big"))
        if max(place.position, place.trial) >= 2**31:
            raise not_a_place()
        return place


def not_a_place() -> Exception:
    why = "Not a cursor: take it from the `Link` header of the page before."
    return invalid("cursor", why, "query")


def list_results(
    caller: Caller,
    experiment_id: UUID,
    *,
    limit: int = 50,
    cursor: str | None = None,
    **wanted: Any,
) -> Page:
    """With `input` and `expected` of their items, as far as the dataset has them still."""
    policy.require(caller, policy.READ)
    experiment = find(caller, experiment_id)
    query = narrowed(caller, experiment, **wanted)
    if cursor is not None:
        place = Place.parse(cursor)
        after = tuple_(ExperimentResult.position, ExperimentResult.trial)
        query = query.where(after > (place.position, place.trial))
    rows = list(db.session.scalars(query.limit(limit + 1)))
    shown = rows[:limit]
    put_beside(caller, experiment, shown)
    last = Place(shown[-1].position, shown[-1].trial) if len(rows) > limit else None
    return Page(shown, limit, next=last)  # type: ignore[arg-type]


def narrowed(
    caller: Caller,
    experiment: Experiment,
    *,
    status: str | None = None,
    key: str | None = None,
    trial: int | None = None,
    evaluator: str | None = None,
    outcome: str | None = None,
    least: float | None = None,
    most: float | None = None,
) -> Select[Any]:
    """Those that meet every condition; of `evaluator`, its outcome and the bounds of its value."""
    query = select(ExperimentResult).where(*of(experiment, ExperimentResult))
    for column, value in (
        (ExperimentResult.status, status),
        (ExperimentResult.item_key, key),
        (ExperimentResult.trial, trial),
    ):
        if value is not None:
            query = query.where(column == value)
    asked = [x for x in (outcome, least, most) if x is not None]
    if asked and evaluator is None:
        raise invalid("evaluator", "Say by which evaluator.", "query")
    if evaluator is not None:
        position = position_of(caller, experiment, evaluator)
        query = query.where(scored(position, outcome, least, most))
    return query.order_by(ExperimentResult.position, ExperimentResult.trial)


def of(experiment: Experiment, table: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.project_id == experiment.project_id, table.experiment_id == experiment.id


def position_of(caller: Caller, experiment: Experiment, evaluator: str) -> int:
    judging = evaluators_of(caller, [experiment.id]).get(experiment.id, [])
    for row in judging:
        if evaluator in (row.name, str(row.evaluator_id)):
            return row.position
    names = ", ".join(row.name for row in judging) or "nothing"
    raise invalid("evaluator", f"The experiment is judged by {names}.", "query")


def scored(
    position: int, outcome: str | None, least: float | None, most: float | None
) -> ColumnElement[bool]:
    """Asked of one result after the other, in their order, so that a page of them ends it: joined,
    all scores would be read for each page.
    """
    score = ResultScore
    wanted: list[ColumnElement[bool]] = []
    if outcome == ERROR:
        wanted.append(score.value.is_(None))
    elif outcome is not None:
        wanted.append(score.passed.is_(outcome == PASSED))
    if least is not None:
        wanted.append(score.value >= least)
    if most is not None:
        wanted.append(score.value <= most)
    its_own = select(and_(true(), *wanted)).where(
        score.project_id == ExperimentResult.project_id,
        score.experiment_id == ExperimentResult.experiment_id,
        score.item_id == ExperimentResult.item_id,
        score.trial == ExperimentResult.trial,
        score.evaluator == position,
    )
    return its_own.scalar_subquery().is_(True)


def put_beside(caller: Caller, experiment: Experiment, rows: Iterable[ExperimentResult]) -> None:
    """Give each its `scores` with their evaluators' names, its item's `input` and `expected`."""
    shown: list[Any] = list(rows)
    judging = evaluators_of(caller, [experiment.id]).get(experiment.id, [])
    names = {row.position: row.name for row in judging}
    ids = list({row.item_id for row in shown})
    query = select(ResultScore).where(*of(experiment, ResultScore), among(ResultScore.item_id, ids))
    scores: dict[Any, list[Any]] = {}
    for score in db.session.scalars(query.order_by(ResultScore.evaluator)):
        named: Any = score
        named.name = names.get(score.evaluator)
        scores.setdefault((score.item_id, score.trial), []).append(named)
    item = DatasetItem
    found = {
        row.id: row
        for row in db.session.execute(
            select(item.id, item.input, item.expected).where(
                item.project_id == caller.project_id, among(item.id, ids)
            )
        )
    }
    for row in shown:
        row.scores = scores.get((row.item_id, row.trial), [])
        row.is_item_deleted = row.item_id not in found
        row.input = None if row.is_item_deleted else found[row.item_id].input
        row.expected = None if row.is_item_deleted else found[row.item_id].expected
