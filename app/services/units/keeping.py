"""The scores by item of an experiment that is over, kept as columns of bytes.

Its results do not change any more, and reading a hundred thousand of them anew takes ten times as
long as reading these. Whoever finds none kept adds the results up instead.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import insert

from app.db import db, driver_cursor
from app.models import Experiment, ExperimentUnits
from app.services.units.reading import NO_EVALUATOR, Units, load_units, native

OF_RESULTS = {"items": "S16", "positions": "<i4", "over": "u1", "failed": "u1"}
"""The same for every evaluator, and so kept once: under `NO_EVALUATOR`."""
OF_SCORES = {"sums": "<f8", "scored": "u1", "judged": "u1", "passed": "u1"}
READ = """
    SELECT evaluator, columns FROM experiment_units
    WHERE experiment_id = %(experiment)s AND evaluator IN (0, %(evaluator)s)
"""


def keep_units(experiment: Experiment, units: dict[int, Units]) -> None:
    """By evaluator, that of `NO_EVALUATOR` among them. The wall must stand."""
    rows = [
        {
            "experiment_id": experiment.id,
            "evaluator": evaluator,
            "project_id": experiment.project_id,
            "columns": packed(one, OF_RESULTS if evaluator == NO_EVALUATOR else OF_SCORES),
        }
        for evaluator, one in units.items()
    ]
    db.session.execute(insert(ExperimentUnits), rows)


def units_of(experiment: Experiment, evaluator: int) -> Units:
    """As far as its results are over. The wall must stand."""
    if experiment.is_over:
        with driver_cursor() as cursor:
            cursor.execute(READ, {"experiment": experiment.id, "evaluator": evaluator})
            kept: dict[int, bytes] = dict(cursor.fetchall())
        if kept.keys() == {NO_EVALUATOR, evaluator}:
            return unpacked(kept[NO_EVALUATOR], kept[evaluator], evaluator)
    return load_units(experiment.id, evaluator)


def packed(units: Units, kinds: dict[str, str]) -> bytes:
    return b"".join(getattr(units, name).astype(kind).tobytes() for name, kind in kinds.items())


def unpacked(results: bytes, scores: bytes, evaluator: int) -> Units:
    n = len(results) // sum(np.dtype(kind).itemsize for kind in OF_RESULTS.values())
    columns = columns_in(results, OF_RESULTS, n)
    if evaluator == NO_EVALUATOR:
        none = np.zeros(n, dtype=np.int64)
        return Units(**columns, sums=np.zeros(n), scored=none, judged=none, passed=none)
    return Units(**columns, **columns_in(scores, OF_SCORES, n))


def columns_in(kept: bytes, kinds: dict[str, str], n: int) -> dict[str, np.ndarray]:
    found, begin = {}, 0
    for name, kind in kinds.items():
        column = np.frombuffer(kept, kind, n, begin)
        found[name] = column if column.dtype.kind == "S" else native(column)
        begin += column.nbytes
    return found
