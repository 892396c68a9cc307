"""Numbers as a sample: distinct values and how often each came, so that order never matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class NotFinite(ValueError):
    """NaN and infinity are no measurements."""


@dataclass(frozen=True, eq=False)
class Sample:
    """`values` ascend and are distinct; `counts` are 1 or more."""

    values: Floats
    counts: Counts

    @classmethod
    def of(cls, numbers: Iterable[float] | NDArray[Any]) -> Sample:
        """Raises `NotFinite`."""
        given = numbers if isinstance(numbers, np.ndarray) else list(numbers)
        flat = np.asarray(given, dtype=np.float64).ravel()
        if not np.isfinite(flat).all():
            raise NotFinite("Every number must be finite.")
        values, counts = np.unique(flat, return_counts=True)
        return cls(values, counts.astype(np.int64))

    @cached_property
    def n(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def mean(self) -> float:
        # Around the smallest, so that equal numbers have exactly themselves as their mean.
        least = self.values[0]
        return float(least + ((self.values - least) * self.counts).sum() / self.n)

    @cached_property
    def variance(self) -> float:
        """Of the sample as it is, divided by n; 0 if all are equal."""
        return float((self.counts * (self.values - self.mean) ** 2).sum() / self.n)

    @cached_property
    def skewness(self) -> float:
        """0 if all are equal."""
        third = float((self.counts * (self.values - self.mean) ** 3).sum() / self.n)
        return third / self.variance**1.5 if self.variance > 0 else 0.0

    @property
    def is_pass_or_fail(self) -> bool:
        return bool(np.isin(self.values, (0.0, 1.0)).all())

    def count_of(self, value: float) -> int:
        return int(self.counts[self.values == value].sum())

    def spread_out(self) -> Floats:
        """Every number as often as it came, ascending."""
        return np.repeat(self.values, self.counts)
