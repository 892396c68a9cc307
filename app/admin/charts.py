"""Charts as SVG: bars for days, one line with its value, a base line, three dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.admin.words import day
from app.db import now

WIDTH, HEIGHT, TOP, FOOT = 245, 104, 14, 18
GAP = 1.6


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    part_y: float
    part_height: float
    label: str
    date: date
    is_today: bool


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    most: int
    width: float
    height: float
    base: float
    top: float
    dates: list[str]


def bars(
    days: list[int],
    part: list[int] | None = None,
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    top: float = TOP,
    noun: str = "",
    round_up: bool = True,
) -> Chart:
    base = height - FOOT
    most = nice(max(days, default=0)) if round_up else max(1, *days)
    step = width / max(1, len(days))
    today = now().date()
    result = []
    for index, number in enumerate(days):
        full = (base - top) * number / most
        some = (base - top) * (part[index] if part else 0) / most
        at = today - timedelta(days=len(days) - 1 - index)
        result.append(
            Bar(
                x=round(index * step + GAP / 2, 2),
                y=round(base - full, 2),
                width=round(step - GAP, 2),
                height=round(full, 2),
                part_y=round(base - full, 2),
                part_height=round(some, 2),
                label=f"{day(at)}: {number:,} {noun}".strip(),
                date=at,
                is_today=at == today,
            )
        )
    first, middle = today - timedelta(days=len(days) - 1), today - timedelta(days=len(days) // 2)
    return Chart(result, most, width, height, base, top, [day(first), day(middle), day(today)])


def nice(number: int) -> int:
    """The next round number, so that the line at the top has a value one can read."""
    size = 1
    while True:
        for step in (1, 2, 3, 4, 6, 8):
            if step * size >= max(number, 4):
                return step * size
        size *= 10


def histogram(days: list[int]) -> Chart:
    return bars(days, width=884, height=46, top=2, noun="events", round_up=False)
