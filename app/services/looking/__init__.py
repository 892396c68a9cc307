"""What operators open, whichever project it is in; of what may be long, the beginning."""

from app.services.looking.datasets import (
    items_in,
    look_at_dataset,
    look_at_item,
    versions_of_dataset,
)
from app.services.looking.evaluators import look_at_evaluator, versions_of_evaluator
from app.services.looking.experiments import (
    SHOWN,
    LookedExperiment,
    LookedResult,
    look_at_experiment,
    look_at_experiments,
    look_at_result,
    look_at_those_beside,
    results_in,
    scores_of_results,
)
from app.services.looking.pieces import Piece
from app.services.looking.rows import (
    LONGEST,
    Looked,
    NoSuchRow,
    look_at_run,
    look_at_score,
)
from app.services.looking.traces import LookedTrace, look_at_span, look_at_trace

__all__ = [
    "LONGEST",
    "SHOWN",
    "Looked",
    "LookedExperiment",
    "LookedResult",
    "LookedTrace",
    "NoSuchRow",
    "Piece",
    "items_in",
    "look_at_dataset",
    "look_at_evaluator",
    "look_at_experiment",
    "look_at_experiments",
    "look_at_item",
    "look_at_result",
    "look_at_run",
    "look_at_score",
    "look_at_span",
    "look_at_those_beside",
    "look_at_trace",
    "results_in",
    "scores_of_results",
    "versions_of_dataset",
    "versions_of_evaluator",
]
