"""Charts as SVG: bars for days, one line with its value, a base line, three dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.admin.words import day
from app.db import now
from app.services.lists import Days

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
    highest: int
    most: int
    width: float
    height: float
    base: float
    top: float
    dates: list[str]
    reach: str
    """From which day on all is counted, if that is not the first."""


def bars(
    days: Days,
    part: Days | None = None,
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    top: float = TOP,
    noun: str = "",
    round_up: bool = True,
) -> Chart:
    base = height - FOOT
    numbers = [number or 0 for number in days.numbers]
    most = nice(max(numbers)) if round_up else max(1, *numbers)
    step = width / len(numbers)
    today = now().date()
    result = []
    for index, (at, number) in enumerate(zip(days.dates, numbers, strict=True)):
        full = (base - top) * number / most
        # Of a day that was counted in part, the part may have been counted further.
        some = (base - top) * min(number, (part.numbers[index] or 0) if part else 0) / most
        result.append(
            Bar(
                x=round(index * step + GAP / 2, 2),
                y=round(base - full, 2),
                width=round(step - GAP, 2),
                height=round(full, 2),
                part_y=round(base - full, 2),
                part_height=round(some, 2),
                label=label(days, index, noun),
                date=at,
                is_today=at == today,
            )
        )
    first, middle = days.dates[0], days.dates[len(numbers) - 1 - len(numbers) // 2]
    dates = [day(first), day(middle), day(today)]
    return Chart(result, max(numbers), most, width, height, base, top, dates, reach(days))


def label(days: Days, index: int, noun: str) -> str:
    at, number = days.dates[index], days.numbers[index]
    if number is None:
        return f"{day(at)}: not counted"
    more = "+" if at == days.cut else ""
    return f"{day(at)}: {number:,}{more} {noun}".strip()


def reach(days: Days) -> str:
    if days.cut is None:
        return ""
    if days.cut == days.dates[-1]:
        return "not even today is counted whole"
    return f"complete from {day(days.cut + timedelta(days=1))}"


def nice(number: int) -> int:
    """The next round number, so that the line at the top has a value one can read."""
    size = 1
    while True:
        for step in (1, 2, 3, 4, 6, 8):
            if step * size >= max(number, 4):
                return step * size
        size *= 10


def histogram(days: Days) -> Chart:
    return bars(days, width=884, height=46, top=2, noun="events", round_up=False)
