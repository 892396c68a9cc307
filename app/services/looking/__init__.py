"""What operators open, whichever project it is in; of what may be long, the beginning."""

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
    "Looked",
    "LookedTrace",
    "NoSuchRow",
    "look_at_run",
    "look_at_score",
    "look_at_span",
    "look_at_trace",
]
