"""Trying out an evaluator before anything is saved."""

from __future__ import annotations

from typing import Any

from app.errors import invalid
from app.evaluators import Judge, Judged, Verdict, describe, make
from app.services import policy
from app.services.evaluators.write import check_config
from app.services.policy import Caller


def kinds(caller: Caller) -> list[dict[str, Any]]:
    """All there are, what they mean and how they are configured."""
    policy.require(caller, policy.READ)
    return describe()


def try_out(caller: Caller, *, kind: str, config: dict[str, Any], **told: Any) -> Verdict:
    """What it would say of an output. A judge is tried with the answer of a model as `answer`."""
    policy.require(caller, policy.READ)
    check_config(kind, config)
    evaluator = make(kind, config)
    answer = told.pop("answer", None)
    if isinstance(evaluator, Judge):
        if answer is None:
            raise invalid(
                "answer",
                "A judge is tried with what its model answered: run its prompt under “Try it”.",
            )
        return evaluator.read(answer)
    return evaluator.judge(Judged(**told))
