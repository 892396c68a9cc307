"""REST: calls, tokens, cost and scores, added up."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from app.api.blueprint import Blueprint
from app.schemas import examples
from app.schemas.usage import ScoreUsageArgs, ScoreUsageOut, UsageArgs, UsageReportOut
from app.services import usage

blp = Blueprint("usage", __name__, url_prefix="/api/usage", description="What was used")


@blp.route("")
class Usage(MethodView):
    @blp.arguments(UsageArgs, location="query")
    @blp.response(200, UsageReportOut, example=examples.USAGE)
    def get(self, args: dict[str, Any]) -> Any:
        """Add up calls, tokens, cost and latency by group and over time"""
        period = usage.period_of(*(args.pop(name, None) for name in ("since", "until", "step")))
        by = args.pop("by")
        return told(usage.get_usage(g.caller, period, usage.Filters(**args), by=by))


@blp.route("/scores")
class Scores(MethodView):
    @blp.arguments(ScoreUsageArgs, location="query")
    @blp.response(200, ScoreUsageOut, example=examples.SCORE_USAGE)
    def get(self, args: dict[str, Any]) -> Any:
        """Add up scores by name, by prompt version and over time"""
        times = (args.pop(name, None) for name in ("since", "until", "step"))
        return told(usage.get_score_usage(g.caller, usage.period_of(*times, days=30), **args))


def told(found: Any) -> dict[str, Any]:
    """With the period at the top, as it was widened."""
    period = found.period
    return {**vars(found), "since": period.since, "until": period.until, "step": period.step}
