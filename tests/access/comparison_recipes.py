"""The same for experiments compared."""

from __future__ import annotations

from tests.access.asking import Asked
from tests.access.cast import Cast
from tests.access.recipes import recipe
from tests.factories.results import make_experiment, make_items

EXPERIMENTS = "/api/experiments"


@recipe("GET", f"{EXPERIMENTS}/compare")
@recipe("GET", f"{EXPERIMENTS}/compare/export")
def comparing(cast: Cast) -> Asked:
    items = make_items(1, caller=cast.here)
    pair = [make_experiment(items, {"exact": [1.0]}, cast.here) for _ in range(2)]
    return Asked(query={"ids": [str(one.id) for one in pair]})


@recipe("GET", f"{EXPERIMENTS}/<uuid:experiment_id>/agreement")
def agreeing(cast: Cast) -> Asked:
    made = make_experiment(make_items(1, caller=cast.here), {"exact": [1.0]}, cast.here)
    return Asked(path={"experiment_id": made.id})
