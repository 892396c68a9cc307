"""A hundred thousand results, by the time that processors spend on them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import psutil
import pytest

from app.db import driver_cursor
from app.services.experiments.side_by_side import compare_many
from app.services.experiments.totals import totals_of
from tests.factories.access import the_system
from tests.factories.results import make_experiment, make_items

pytestmark = pytest.mark.more

RESULTS = 100_000


def seconds_of(act: Callable[[], object], tries: int = 5) -> float:
    """Ours and the server's, the least of some tries: others may be at work on this machine."""
    with driver_cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0])

    def spent() -> float:
        return time.process_time() + sum(server.cpu_times()[:2])

    act()
    took = []
    for _ in range(tries):
        began = spent()
        act()
        took.append(spent() - began)
    return min(took)


def test_totals_and_comparisons_are_quick(real_app):
    caller, random = the_system(), np.random.default_rng(1)
    items = make_items(RESULTS)
    first, second = (
        make_experiment(
            items, {"exact": (random.random(RESULTS) < 0.7) * 1.0, "f1": random.random(RESULTS)}
        ).id
        for _ in range(2)
    )

    took = {
        "totals": seconds_of(lambda: totals_of(first)),
        "compare rates": seconds_of(lambda: compare_many(caller, [first, second])),
        "compare scores": seconds_of(lambda: compare_many(caller, [first, second], evaluator="f1")),
        "page": seconds_of(lambda: compare_many(caller, [first, second], cursor=50_000)),
        "filtered": seconds_of(lambda: compare_many(caller, [first, second], filter="regressed")),
    }
    print({name: round(1000 * seconds) for name, seconds in took.items()})

    assert took["totals"] < 0.3
    assert took["compare rates"] < 0.3
    assert took["compare scores"] < 0.3
    assert took["page"] < 0.1
    assert took["filtered"] < 0.4
