"""What came out: a row an evaluator, held against the rules. Pure: answers of the server in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

WORSE = "worse"
LOWER = "lower"
"""The direction of an evaluator whose smaller values are better."""
FINE, REGRESSION = 0, 1


@dataclass(frozen=True)
class Rules:
    """What makes a regression. Keyed by the name of an evaluator; None stands for all others."""

    max_drop: Mapping[str | None, float] = field(default_factory=dict)
    minimum: Mapping[str | None, float] = field(default_factory=dict)
    as_gate: bool = False
    """Whether it has to be shown that there is no such drop, as a gate may ask."""

    def drop_allowed(self, evaluator: str) -> float:
        return self.max_drop.get(evaluator, self.max_drop.get(None, 0.0))

    def least(self, evaluator: str) -> float | None:
        return self.minimum.get(evaluator, self.minimum.get(None))


@dataclass(frozen=True)
class Evaluator:
    position: int
    name: str
    version: int
    direction: str = "higher"

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Difference:
    """Of this to the baseline, over the items that both have."""

    n: int
    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    verdict: str
    sentence: str

    @classmethod
    def of(cls, comparison: dict[str, Any]) -> Difference:
        interval = comparison["interval"] or {}
        return cls(
            n=comparison["n"],
            effect=comparison["effect"],
            low=interval.get("low"),
            high=interval.get("high"),
            p=comparison["p"],
            verdict=comparison["verdict"],
            sentence=comparison["sentence"],
        )

    def gains(self, direction: str) -> tuple[float, float] | None:
        """The interval, turned so that more is better."""
        if self.low is None or self.high is None:
            return None
        return (-self.high, -self.low) if direction == LOWER else (self.low, self.high)


@dataclass(frozen=True)
class Fallen:
    """An item that the baseline did better on."""

    key: str
    before: float | None
    after: float | None
    reason: str = ""


@dataclass(frozen=True)
class Score:
    value: float | None
    passed: bool | None
    reason: str
    error: str | None


@dataclass(frozen=True)
class Result:
    """One item in one trial; `scores` by the position of the evaluator."""

    key: str
    trial: int
    error: str | None
    output: Any
    latency_ms: float | None
    scores: Mapping[int, Score]


@dataclass(frozen=True)
class Row:
    """One evaluator: what this and the baseline reached, and what is wrong with that."""

    evaluator: Evaluator
    value: float | None
    errors: int
    baseline: float | None = None
    difference: Difference | None = None
    fallen: tuple[Fallen, ...] = ()
    fallen_count: int = 0
    failures: tuple[str, ...] = ()
    """Why it is a regression, in words; none: it is fine."""

    @property
    def verdict(self) -> str:
        words = self.difference.verdict if self.difference else "fine"
        return f"{words}: REGRESSION" if self.failures else words


@dataclass(frozen=True)
class Report:
    """All there is to say of an experiment."""

    experiment: dict[str, Any]
    baseline: dict[str, Any] | None
    rows: tuple[Row, ...]
    results: tuple[Result, ...] = ()

    @property
    def exit_code(self) -> int:
        return REGRESSION if any(row.failures for row in self.rows) else FINE

    @property
    def subject(self) -> str:
        return subject_of(self.experiment)

    @property
    def dataset(self) -> str:
        return f"{self.experiment['dataset_name']}@{self.experiment['dataset_version']}"


def subject_of(experiment: dict[str, Any]) -> str:
    """Which prompt, or what else, an experiment was about."""
    if experiment.get("prompt_name"):
        return f"{experiment['prompt_name']}@{experiment['prompt_version']}"
    return "outputs" if experiment.get("source") == "recorded" else "draft"


def evaluators_of(experiment: dict[str, Any]) -> list[Evaluator]:
    return [
        Evaluator(
            position=row["position"],
            name=row["name"],
            version=row["version"],
            direction=totals_of(experiment, row["name"]).get("direction", "higher"),
        )
        for row in experiment["evaluators"]
    ]


def report_of(
    experiment: dict[str, Any],
    baseline: dict[str, Any] | None,
    comparisons: Mapping[str, dict[str, Any]],
    results: Iterable[dict[str, Any]],
    rules: Rules,
) -> Report:
    """`comparisons` by the name of the evaluator."""
    read = tuple(result_of(result) for result in results)
    rows = tuple(
        with_reasons(
            row_of(evaluator, experiment, baseline, comparisons.get(evaluator.name), rules), read
        )
        for evaluator in evaluators_of(experiment)
    )
    return Report(experiment, baseline, rows, read)


def row_of(
    evaluator: Evaluator,
    experiment: dict[str, Any],
    baseline: dict[str, Any] | None,
    comparison: dict[str, Any] | None,
    rules: Rules,
) -> Row:
    reached = totals_of(experiment, evaluator.name)
    before = totals_of(baseline, evaluator.name) if baseline else {}
    difference = Difference.of(comparison) if comparison else None
    fallen = tuple(map(fallen_of, comparison["regressed"])) if comparison else ()
    value, errors = reached.get("mean"), reached.get("errors") or 0
    failures = [*too_low(evaluator, value, errors, rules)]
    if difference:
        failures += dropped(evaluator, difference, rules)
    return Row(
        evaluator,
        value,
        errors,
        before.get("mean"),
        difference,
        fallen,
        comparison["regressed_count"] if comparison else 0,
        tuple(failures),
    )


def totals_of(experiment: dict[str, Any], evaluator: str) -> dict[str, Any]:
    rows = (experiment.get("totals") or {}).get("evaluators") or []
    return next((row for row in rows if row.get("name") == evaluator), {})


def too_low(evaluator: Evaluator, value: float | None, errors: int, rules: Rules) -> Iterable[str]:
    least = rules.least(evaluator.name)
    if least is None:
        return
    lower = evaluator.direction == LOWER
    if value is None:
        yield f"{evaluator} has no value, and {number(least)} is asked for"
    elif value > least if lower else value < least:
        side = "above the most allowed, " if lower else "below the minimum, "
        yield f"{number(value)} is {side}{number(least)}"


def dropped(evaluator: Evaluator, difference: Difference, rules: Rules) -> Iterable[str]:
    """Shown to be worse by more than is allowed; or, as a gate, not shown to be no worse."""
    allowed = rules.drop_allowed(evaluator.name)
    gains = difference.gains(evaluator.direction)
    low, high = gains or (-math.inf, math.inf)
    # Without an allowance the verdict says it all: a test of rates is not quite their interval.
    if difference.verdict == WORSE and (allowed == 0 or high < -allowed):
        yield f"worse than the baseline{by_more_than(allowed)} at 95 %"
    elif rules.as_gate and low < -allowed:
        yield f"not shown to be no worse than the baseline{by_more_than(allowed)} at 95 %"


def by_more_than(allowed: float) -> str:
    return f" by more than {number(allowed)}" if allowed else ""


def fallen_of(item: dict[str, Any]) -> Fallen:
    return Fallen(item["key"], item["before"], item["after"])


def with_reasons(row: Row, results: Iterable[Result]) -> Row:
    """Of each item that fell why, as the first trial without full marks tells it."""
    wanted = {item.key for item in row.fallen}
    reasons: dict[str, str] = {}
    for result in results:
        reason = reason_of(result, row.evaluator.position) if result.key in wanted else ""
        if reason:
            reasons.setdefault(result.key, reason)
    return replace(
        row, fallen=tuple(replace(item, reason=reasons.get(item.key, "")) for item in row.fallen)
    )


def reason_of(result: Result, position: int) -> str:
    score = result.scores.get(position)
    if result.error or score is None:
        return result.error or ""
    return score.error or ("" if score.passed else score.reason)


def result_of(result: dict[str, Any]) -> Result:
    return Result(
        key=result["key"],
        trial=result["trial"],
        error=result.get("error"),
        output=result.get("output"),
        latency_ms=result.get("latency_ms"),
        scores={score["evaluator"]: score_of(score) for score in result.get("scores") or ()},
    )


def score_of(score: dict[str, Any]) -> Score:
    return Score(
        score.get("value"), score.get("passed"), score.get("reason") or "", score.get("error")
    )


def number(value: float | None, signed: bool = False) -> str:
    """As many digits as are worth reading: three behind the point, or none of large ones."""
    if value is None:
        return "–"
    digits = 3 if abs(value) < 100 else 0
    text = f"{value:{'+' if signed else ''},.{digits}f}"
    return "0.000" if text.strip("+-") == "0.000" else text
