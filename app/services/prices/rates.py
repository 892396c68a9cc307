"""What a model's tokens cost, and what a call costs by it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from app.db import in_utc


class Usage(Protocol):
    """A span or a run."""

    @property
    def input_tokens(self) -> int | None: ...
    @property
    def output_tokens(self) -> int | None: ...
    @property
    def cached_tokens(self) -> int | None: ...


@dataclass(frozen=True)
class Rate:
    """US dollars a million tokens. Without a time it is of the starting list."""

    model: str
    """A model's name, or its beginning and `*`."""
    input_usd: Decimal
    output_usd: Decimal
    cached_usd: Decimal | None = None
    """Null: as `input_usd`."""
    valid_from: datetime | None = None

    def fits(self, model: str) -> bool:
        if self.model.endswith("*"):
            return model.startswith(self.model[:-1])
        return model == self.model

    def holds_at(self, moment: datetime) -> bool:
        return self.valid_from is None or self.valid_from <= moment

    @cached_property
    def as_json(self) -> dict[str, Any]:
        """As spans and runs keep it."""
        return {
            "model": self.model,
            "input_usd": float(self.input_usd),
            "output_usd": float(self.output_usd),
            "cached_usd": None if self.cached_usd is None else float(self.cached_usd),
            "valid_from": in_utc(self.valid_from) if self.valid_from else None,
        }


def ranked(rates: Iterable[Rate], model: str) -> list[Rate]:
    """Those that fit: the model's own before patterns, longer patterns first, of equal ones the
    newest.

    Where a provider stands before the name, as in `openai/gpt-5`, the name alone counts as well.
    """
    known = list(rates)
    names = dict.fromkeys((model, model.rpartition("/")[2]))
    fitting = [[rate for rate in known if rate.fits(name)] for name in names]
    return [rate for some in fitting for rate in sorted(some, key=closeness, reverse=True)]


def closeness(rate: Rate) -> tuple[bool, int, float]:
    began = rate.valid_from.timestamp() if rate.valid_from else float("-inf")
    return not rate.model.endswith("*"), len(rate.model), began


def cost_of(usage: Usage, rate: Rate) -> Decimal | None:
    """In US dollars, exactly; null if nothing was counted."""
    if usage.input_tokens is None and usage.output_tokens is None:
        return None
    whole, answered = usage.input_tokens or 0, usage.output_tokens or 0
    usd = whole * rate.input_usd + answered * rate.output_usd
    if usage.cached_tokens and rate.cached_usd is not None:
        usd -= min(usage.cached_tokens, whole) * (rate.input_usd - rate.cached_usd)
    return usd.scaleb(-6)
