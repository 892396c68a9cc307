"""Scores: given, listed, removed."""

from app.services.scores.finding import (
    NoSuchScore,
    ScoreFilter,
    get_score,
    list_scores,
    scores_called,
)
from app.services.scores.giving import (
    MOST_AT_ONCE,
    Given,
    give_scores,
    prepare_score,
    remove_score,
    store_scores,
)
from app.services.scores.targets import Target

__all__ = [
    "MOST_AT_ONCE",
    "Given",
    "NoSuchScore",
    "ScoreFilter",
    "Target",
    "get_score",
    "give_scores",
    "list_scores",
    "prepare_score",
    "remove_score",
    "scores_called",
    "store_scores",
]
