"""The scores of experiments by item, as columns of numbers: read, kept, and paired."""

from app.services.units.keeping import keep_units, units_of
from app.services.units.pairing import Pairs, pairs_of, without_errors
from app.services.units.reading import (
    NO_EVALUATOR,
    Scored,
    Units,
    Whole,
    load_scored,
    load_units,
)

__all__ = [
    "NO_EVALUATOR",
    "Pairs",
    "Scored",
    "Units",
    "Whole",
    "keep_units",
    "load_scored",
    "load_units",
    "pairs_of",
    "units_of",
    "without_errors",
]
