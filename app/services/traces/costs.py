"""What the calls of a batch cost, where their sender does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.otlp import Span
from app.services.prices import PriceBook, cost_of
from app.services.traces.summing import CONTAINERS


def models_of(spans: Iterable[Span]) -> set[str]:
    """Those whose prices are needed."""
    return {span.model for span in spans if span.model and is_to_be_priced(span)}


def work_out_costs(book: PriceBook, spans: Iterable[Span]) -> list[dict[str, Any] | None]:
    """Sets `cost_usd`; for each span, in their order, the price it was worked out by."""
    return [price_by(book, span) for span in spans]


def price_by(book: PriceBook, span: Span) -> dict[str, Any] | None:
    if not span.model or not is_to_be_priced(span):
        return None
    rate = book.at(span.model, span.started_at)
    if rate is None:
        return None
    span.cost_usd = cost_of(span, rate)
    return rate.as_json


def is_to_be_priced(span: Span) -> bool:
    is_counted = span.input_tokens is not None or span.output_tokens is not None
    return is_counted and span.cost_usd is None and span.kind not in CONTAINERS
