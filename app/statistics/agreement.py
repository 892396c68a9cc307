"""Whether two who judged the same things agree more than by chance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np

from app.statistics.intervals import LEVEL, Interval, z_of

FEWEST_JUDGED = 10
"""Of fewer nothing is said but how often they agree."""


@dataclass(frozen=True)
class Agreement:
    """`observed` is the share they agree on, `kappa` that beyond chance: 1 all of it, 0 none.

    Kappa is None where both only ever gave one and the same answer, which chance explains.
    """

    n: int
    observed: float | None
    kappa: float | None
    interval: Interval | None


def cohens_kappa(pairs: Iterable[tuple[Hashable, Hashable]], level: float = LEVEL) -> Agreement:
    """Cohen (1960, Educ. Psychol. Meas. 20:37-46); its large-sample interval by the standard error
    of Fleiss, Cohen & Everitt (1969, Psychol. Bull. 72:323-327), kept within -1 to 1.
    """
    judged = list(pairs)
    n = len(judged)
    if not n:
        return Agreement(0, None, None, None)
    places = {
        answer: place for place, answer in enumerate({a: None for pair in judged for a in pair})
    }
    table = np.zeros((len(places), len(places)))
    for one, other in judged:
        table[places[one], places[other]] += 1
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, chance = float(np.trace(table)) / n, float(rows @ columns)
    if len(places) == 1:
        return Agreement(n, 1.0, None, None)
    kappa = (observed - chance) / (1 - chance)
    if n < FEWEST_JUDGED:
        return Agreement(n, observed, kappa, None)
    same = (np.diag(shares) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum()
    crossed = shares * (columns[:, None] + rows[None, :]) ** 2
    other_ = (1 - kappa) ** 2 * (crossed.sum() - np.trace(crossed))
    bias = (kappa - chance * (1 - kappa)) ** 2
    error = math.sqrt(max(0.0, float(same + other_ - bias)) / n) / (1 - chance)
    reach = z_of(level) * error
    within = Interval(max(-1.0, kappa - reach), min(1.0, kappa + reach), "fleiss")
    return Agreement(n, observed, kappa, within)
