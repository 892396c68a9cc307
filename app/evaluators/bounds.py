"""Measures that must keep within bounds: length, latency, cost."""

from __future__ import annotations

from typing import Any

from app.evaluators.verdicts import Verdict, bad_config, cannot, yes_or_no

LEAST: dict[str, Any] = {"type": "number", "minimum": 0}


def check_bounds(minimum: float | None, maximum: float | None) -> None:
    if minimum is None and maximum is None:
        raise bad_config("maximum", "Give `minimum`, `maximum` or both.")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise bad_config("maximum", "Not less than `minimum`.")


def within(value: float | None, minimum: float | None, maximum: float | None, what: str) -> Verdict:
    """1 within, 0 outside; what was not measured is not judged."""
    if value is None:
        return cannot(f"Its {what} was not measured.")
    if minimum is not None and value < minimum:
        return yes_or_no(False, f"{value:,.10g}, less than {minimum:,.10g}.")
    if maximum is not None and value > maximum:
        return yes_or_no(False, f"{value:,.10g}, more than {maximum:,.10g}.")
    return yes_or_no(True, f"{value:,.10g}.")
