"""Evaluators: named, versioned ways of scoring an output."""

from app.services.evaluators.read import (
    NoSuchEvaluator,
    NoSuchEvaluatorVersion,
    etag_of,
    find_evaluator,
    get_evaluator,
    get_version,
    list_evaluators,
    versions_of,
)
from app.services.evaluators.trying import kinds, try_out
from app.services.evaluators.write import (
    EvaluatorIsArchived,
    EvaluatorNameIsTaken,
    add_version,
    create_evaluator,
    update_evaluator,
)

__all__ = [
    "EvaluatorIsArchived",
    "EvaluatorNameIsTaken",
    "NoSuchEvaluator",
    "NoSuchEvaluatorVersion",
    "add_version",
    "create_evaluator",
    "etag_of",
    "find_evaluator",
    "get_evaluator",
    "get_version",
    "kinds",
    "list_evaluators",
    "try_out",
    "update_evaluator",
    "versions_of",
]
