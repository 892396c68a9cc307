"""What the server answers about experiments, as small as can be."""

from __future__ import annotations

from typing import Any

NUMERIC = {"position": 1, "name": "numeric", "version": 2, "kind": "numeric"}
RUDE = {"position": 2, "name": "rude", "version": 1, "kind": "judge"}
DIRECTIONS = {"numeric": "higher", "rude": "lower"}


def experiment(number: int = 7, means: tuple[float | None, ...] = (0.9,), **fields: Any) -> Any:
    """Of a prompt's version on three items, finished."""
    judging = [NUMERIC, RUDE][: len(means)]
    totals = [
        {
            "position": row["position"],
            "name": row["name"],
            "count": 3,
            "errors": 0,
            "direction": DIRECTIONS[row["name"]],
            "mean": mean,
        }
        for row, mean in zip(judging, means, strict=True)
    ]
    return {
        "id": f"00000000-0000-0000-0000-{number:012}",
        "name": "sums on gsm8k",
        "source": "executed",
        "status": "finished",
        "stop_reason": None,
        "dataset_id": "00000000-0000-0000-0001-000000000000",
        "dataset_name": "gsm8k",
        "dataset_version": 3,
        "prompt_name": "sums",
        "prompt_version": number,
        "connection": "default",
        "model": "small",
        "parameters": None,
        "trials": 1,
        "result_count": 3,
        "done_count": 3,
        "failed_count": 0,
        "evaluators": judging,
        "totals": {"evaluators": totals},
        **fields,
    }


def comparison(effect: float, low: float | None, high: float | None, **fields: Any) -> Any:
    """The first of `compared`; without an interval as of fewer than ten items."""
    regressed = fields.pop("regressed", [])
    return {
        "n": 20,
        "effect": effect,
        "interval": None if low is None else {"low": low, "high": high, "method": "newcombe"},
        "p": None if low is None else 0.04,
        "verdict": "no difference shown",
        "sentence": "No difference is shown.",
        "regressed": regressed,
        "regressed_count": len(regressed),
        **fields,
    }


def fallen(key: str, before: float = 1.0, after: float = 0.0) -> Any:
    return {"key": key, "before": before, "after": after, "position": 1}


def result(key: str, *scores: Any, trial: int = 1, **fields: Any) -> Any:
    return {
        "key": key,
        "trial": trial,
        "status": "succeeded",
        "output": {"role": "assistant", "content": "It is 7."},
        "error": None,
        "latency_ms": 500.0,
        "scores": list(scores),
        **fields,
    }


def score(value: float | None, evaluator: int = 1, **fields: Any) -> Any:
    passed = None if value is None else value >= 1
    told = {"evaluator": evaluator, "value": value, "passed": passed, "reason": "", "error": None}
    return told | fields
