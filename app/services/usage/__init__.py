"""What was used, by the hour and day: added up, and read."""

from app.services.usage.periods import Period, period_of
from app.services.usage.reading import Filters, Usage, get_usage
from app.services.usage.scores import ScoreUsage, get_score_usage

__all__ = [
    "Filters",
    "Period",
    "ScoreUsage",
    "Usage",
    "get_score_usage",
    "get_usage",
    "period_of",
]
