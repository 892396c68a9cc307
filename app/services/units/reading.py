"""The scores of an experiment by item, as columns of numbers.

With several trials the item is the unit: its trials are no independent evidence, so that what is
counted and compared is the mean over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.db import driver_cursor
from app.statistics.samples import Floats

Whole = NDArray[np.int64]
Keys = NDArray[np.bytes_]
NO_EVALUATOR = 0
"""The position of none: units without scores."""
UNTOLD = 2
"""Neither passed (1) nor not (0)."""

# Each table by itself and as columns of bytes: a hundred thousand rows come in 30 ms, whatever the
# planner knows of a table that was filled a second ago. Rows one by one take ten times as long.
RESULTS = """
    SELECT string_agg(uuid_send(item_id), ''),
           string_agg(int8send(position::bigint * 256 + trial * 2 + (status = 'failed')::int), '')
    FROM experiment_results
    WHERE experiment_id = %(experiment)s AND status IN ('succeeded', 'failed')
"""
SCORES = """
    SELECT string_agg(uuid_send(item_id), ''), string_agg(float8send(coalesce(value, 'NaN')), ''),
           string_agg(int4send(trial * 4 + coalesce(passed::int, 2)), '')
    FROM result_scores
    WHERE experiment_id = %(experiment)s AND evaluator = %(evaluator)s
"""


@dataclass(frozen=True, eq=False)
class Units:
    """One place an item, in the order of the dataset; only trials that are over.

    Of its trials `over` ended, `failed` of them without an output; `scored` have a value, which
    together make `sums`; `judged` were said to have passed or not, and `passed` did.
    """

    items: Keys
    positions: Whole
    over: Whole
    failed: Whole
    sums: Floats
    scored: Whole
    judged: Whole
    passed: Whole

    def at(self, places: NDArray[Any]) -> Units:
        """Those in these places, in their order."""
        return Units(*(getattr(self, name)[places] for name in self.__dataclass_fields__))

    @cached_property
    def errors(self) -> int:
        """How many results have no value."""
        return int(self.over.sum() - self.scored.sum())

    @property
    def has_error(self) -> NDArray[np.bool_]:
        return self.scored < self.over

    def means(self, worst: float | None) -> Floats:
        """Of each item, errors taken as the worst value, or left out if that is None: then an item
        without any value is NaN.
        """
        if worst is not None:
            filled: Floats = (self.sums + worst * (self.over - self.scored)) / self.over
            return filled
        known = self.scored > 0
        means = np.full(len(known), np.nan)
        np.divide(self.sums, self.scored, out=means, where=known)
        return means


@dataclass(frozen=True, eq=False)
class Scored:
    """What one evaluator said: the units, and every single value that there is."""

    units: Units
    values: Floats


def load_scored(experiment_id: UUID, evaluators: Iterable[int]) -> Iterator[Scored]:
    """By each of its evaluators, named by their positions. The wall must stand."""
    items, packed = columns(RESULTS, ("S16", ">i8"), experiment=experiment_id)
    # By item and trial; without a tie, or reading it twice could differ.
    order = np.argsort(packed, kind="stable")
    items, packed = items[order], packed[order]
    positions, trials, failed = packed >> 8, (packed & 255) >> 1, packed & 1
    starts = np.flatnonzero(np.diff(positions, prepend=-1))
    keys = keyed(items, trials)
    for evaluator in evaluators:
        scored, given, told = columns(
            SCORES, ("S16", ">f8", ">i4"), experiment=experiment_id, evaluator=evaluator
        )
        places = places_of(keys, keyed(scored, told >> 2))
        values = np.append(given, np.nan)[places]
        passed = np.append(told & 3, UNTOLD)[places]
        # What failed has nothing to be scored, whoever may have written a score.
        known = ~np.isnan(values) & (failed == 0)
        counted = (np.ones_like(failed), failed, np.where(known, values, 0.0), known)
        judged = (known & (passed != UNTOLD), known & (passed == 1))
        yield Scored(
            Units(items[starts], positions[starts], *by_item(starts, (*counted, *judged))),
            values[known],
        )


def load_units(experiment_id: UUID, evaluator: int) -> Units:
    return next(load_scored(experiment_id, [evaluator])).units


def by_item(starts: Whole, columns: Iterable[NDArray[Any]]) -> list[NDArray[Any]]:
    """Each column added up from one start to the next."""
    numbers = [c.astype(np.int64) if c.dtype == bool else c for c in columns]
    if not len(starts) or len(starts) == len(numbers[0]):
        return numbers
    return [np.add.reduceat(column, starts) for column in numbers]


def columns(statement: str, kinds: tuple[str, ...], **named: Any) -> list[NDArray[Any]]:
    with driver_cursor() as cursor:
        cursor.execute(statement, named)
        row = cursor.fetchone() or ()
    read = [np.frombuffer(told or b"", kind) for told, kind in zip(row, kinds, strict=True)]
    return [column if column.dtype.kind == "S" else native(column) for column in read]


def native(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(np.float64 if column.dtype.kind == "f" else np.int64)


def keyed(items: Keys, trials: Whole) -> Keys:
    """Item and trial as one key; the item alone if there is but one trial."""
    if (trials <= 1).all():
        return items
    parts = items.view(np.uint8).reshape(-1, 16), trials[:, None].astype(np.uint8)
    return np.concatenate(parts, axis=1).view("S17").ravel()


def places_of(keys: Keys, among: Keys) -> Whole:
    """Where each of them is, or the place after the last."""
    if np.array_equal(keys, among):
        return np.arange(len(keys))
    if not len(among):
        return np.zeros(len(keys), dtype=np.int64)
    order = np.argsort(among)
    ranks = np.minimum(np.searchsorted(among, keys, sorter=order), len(among) - 1)
    places = order[ranks]
    return np.where(among[places] == keys, places, len(among))
