"""The same items of two experiments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.units.reading import Units
from app.statistics.samples import Floats


@dataclass(frozen=True, eq=False)
class Pairs:
    """The same items on two sides, in the order of the first, with what each scored."""

    first: Units
    second: Units
    before: Floats
    after: Floats


def pairs_of(first: Units, second: Units, worst: float | None) -> Pairs:
    """An item that was changed between two versions of a dataset is another one."""
    if not np.array_equal(first.items, second.items):
        _, here, there = np.intersect1d(
            first.items, second.items, assume_unique=True, return_indices=True
        )
        order = np.argsort(here)
        first, second = first.at(here[order]), second.at(there[order])
    return Pairs(first, second, first.means(worst), second.means(worst))


def without_errors(pairs: Pairs) -> tuple[Pairs, int]:
    """Where errors count as nothing, an item without a value is left out on both sides."""
    missing = np.isnan(pairs.before) | np.isnan(pairs.after)
    if not missing.any():
        return pairs, 0
    kept = np.flatnonzero(~missing)
    some = Pairs(pairs.first.at(kept), pairs.second.at(kept), pairs.before[kept], pairs.after[kept])
    return some, int(missing.sum())
