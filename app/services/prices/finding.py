"""Which price holds for a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from app.db import driver_cursor
from app.services.prices.rates import Rate, ranked
from app.services.prices.starting_list import STARTING_LIST

# What may fit: prices of these models, and all patterns.
FIND = (
    "SELECT model, input_usd, output_usd, cached_usd, valid_from FROM prices"
    " WHERE project_id = %s AND (model = ANY(%s) OR right(model, 1) = '*')"
)


class PriceBook:
    """The prices of some models in one project."""

    def __init__(self, rates: Sequence[Rate]) -> None:
        self.rates = rates
        self.found: dict[str, list[Rate]] = {}

    def at(self, model: str, moment: datetime) -> Rate | None:
        """The project's own price if one holds at that moment, else that of the starting list."""
        if model not in self.found:
            self.found[model] = [*ranked(self.rates, model), *started(model)]
        for rate in self.found[model]:
            if rate.holds_at(moment):
                return rate
        return None


@lru_cache(maxsize=4096)
def started(model: str) -> list[Rate]:
    return ranked(STARTING_LIST, model)


def price_book(project_id: UUID, models: Iterable[str]) -> PriceBook:
    wanted = {name for model in models for name in (model, model.rpartition("/")[2])}
    with driver_cursor() as cursor:
        cursor.execute(FIND, (project_id, sorted(wanted)))
        return PriceBook([Rate(*row) for row in cursor])


def price_at(project_id: UUID, model: str, moment: datetime) -> Rate | None:
    return price_book(project_id, [model]).at(model, moment)
