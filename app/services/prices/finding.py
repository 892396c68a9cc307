"""Which price holds for a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from app.db import as_json, driver_cursor
from app.services.prices.rates import Rate, ranked
from app.services.prices.starting_list import STARTING_LIST

# What may fit: prices of these models, and all patterns. Amounts as text, which is exact in JSON.
FIND_PRICES = as_json(
    "SELECT model, input_usd::text, output_usd::text, cached_usd::text, valid_from FROM prices"
    " WHERE project_id = %s AND"
    " (model = ANY (ARRAY(SELECT json_array_elements_text(%s))) OR right(model, 1) = '*')"
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


def prices_for(project_id: UUID, models: Iterable[str]) -> tuple[Any, ...]:
    """The values of `FIND_PRICES`."""
    wanted = {name for model in models for name in (model, model.rpartition("/")[2])}
    return project_id, orjson.dumps(sorted(wanted)).decode()


def book_from(found: str | None) -> PriceBook:
    """What `FIND_PRICES` found."""
    return PriceBook([rate_from(**row) for row in orjson.loads(found or "[]")])


def rate_from(
    *, model: str, input_usd: str, output_usd: str, cached_usd: str | None, valid_from: str
) -> Rate:
    cached = None if cached_usd is None else Decimal(cached_usd)
    began = datetime.fromisoformat(valid_from)
    return Rate(model, Decimal(input_usd), Decimal(output_usd), cached, began)


def price_book(project_id: UUID, models: Iterable[str]) -> PriceBook:
    with driver_cursor() as cursor:
        row: Any = cursor.execute(FIND_PRICES, prices_for(project_id, models)).fetchone()
        return book_from(*row)


def price_at(project_id: UUID, model: str, moment: datetime) -> Rate | None:
    return price_book(project_id, [model]).at(model, moment)
