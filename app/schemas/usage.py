"""What was used, added up, as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.models.traces import SPAN_KINDS
from app.schemas.base import Digits, Timestamp
from app.schemas.traces import PeriodArgs, text_out, words

STEPS = ("hour", "day")
GROUPINGS = ("none", "prompt", "version", "model", "environment", "user")


class UsageArgs(PeriodArgs):
    """Widened to whole hours or days (UTC). Without times: the last seven days."""

    step = fields.String(
        validate=validate.OneOf(STEPS),
        metadata={"description": "Left out: hours for at most two days, else days."},
    )
    by = fields.String(
        load_default="none",
        validate=validate.OneOf(GROUPINGS),
        metadata={"description": "What calls are grouped by; users by the day only."},
    )
    kind = fields.String(
        load_default="generation",
        validate=validate.OneOf(SPAN_KINDS),
        metadata={"description": "What is added up; of users, generations alone."},
    )
    prompt = fields.UUID(metadata={"description": "The id of a prompt."})
    version = Digits(metadata={"description": "The number of its version; needs `prompt`."})
    model = words("A model.")
    environment = words("Such as `production`.")
    user = words("The application's user; with no other filter, by the day.")


def percentile() -> fields.Float:
    return fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "Null without calls, and where users are added up: of them no histogram"
            " is kept."
        },
    )


class SumsOut(Schema):
    """Sums are exact; percentiles are those of a histogram, at most 5.2 % off."""

    calls = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    input_tokens = fields.Integer(required=True)
    output_tokens = fields.Integer(required=True)
    cached_tokens = fields.Integer(required=True)
    reasoning_tokens = fields.Integer(required=True)
    total_tokens = fields.Integer(required=True)
    cost_usd = fields.Float(required=True)
    latency_ms = fields.Float(
        required=True, allow_none=True, metadata={"description": "The mean; null without calls."}
    )
    p50_ms = percentile()
    p95_ms = percentile()


class UsageKeyOut(Schema):
    """What is the same in a group; null where it is not grouped by, or where there is none."""

    prompt_id = fields.UUID(required=True, allow_none=True)
    prompt_name = text_out()
    prompt_version = fields.Integer(required=True, allow_none=True)
    model = text_out()
    environment = text_out()
    user_id = text_out()


class UsageGroupOut(SumsOut):
    key = fields.Nested(UsageKeyOut, required=True)
    is_other = fields.Boolean(
        required=True, metadata={"description": "All groups together that are not shown."}
    )


class UsagePointOut(UsageGroupOut):
    at = Timestamp(required=True, metadata={"description": "The hour or day that begins there."})


class UsageReportOut(Schema):
    since = Timestamp(required=True)
    until = Timestamp(required=True)
    step = fields.String(required=True, validate=validate.OneOf(STEPS))
    by = fields.String(required=True, validate=validate.OneOf(GROUPINGS))
    total = fields.Nested(SumsOut, required=True)
    groups = fields.List(
        fields.Nested(UsageGroupOut),
        required=True,
        metadata={"description": "The 50 with most calls, then the rest together."},
    )
    series = fields.List(
        fields.Nested(UsagePointOut),
        required=True,
        metadata={
            "description": "By time, of the 10 groups with most calls and the rest together;"
            " without points of no calls."
        },
    )
    stale_hours = fields.Integer(
        required=True,
        metadata={"description": "Hours in between whose newest spans are not added up yet."},
    )


class ScoreUsageArgs(PeriodArgs):
    """Without times: the last 30 days."""

    step = fields.String(
        load_default="day", validate=validate.OneOf(STEPS), metadata={"description": "Of `series`."}
    )
    by = fields.String(
        load_default="none",
        validate=validate.OneOf(("none", "version")),
        metadata={"description": "By `version`, `versions` tells each prompt version apart."},
    )
    name = words("The score's name.", 200)
    prompt = fields.UUID(metadata={"description": "The id of a prompt."})
    version = Digits(metadata={"description": "The number of its version; needs `prompt`."})


class ScoreSumsOut(Schema):
    """Scores of one name."""

    name = fields.String(required=True)
    type = fields.String(required=True)
    count = fields.Integer(required=True)
    mean = fields.Float(
        required=True, allow_none=True, metadata={"description": "Null if none has a number."}
    )


class ScoreVersionOut(ScoreSumsOut):
    prompt_id = fields.UUID(required=True)
    prompt_name = text_out()
    prompt_version = fields.Integer(required=True, allow_none=True)


class ScorePointOut(ScoreSumsOut):
    at = Timestamp(required=True)


class ScoreCategoryOut(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)
    count = fields.Integer(required=True)


class ScoreUsageOut(Schema):
    since = Timestamp(required=True)
    until = Timestamp(required=True)
    step = fields.String(required=True, validate=validate.OneOf(STEPS))
    names = fields.List(fields.Nested(ScoreSumsOut), required=True)
    versions = fields.List(
        fields.Nested(ScoreVersionOut),
        required=True,
        metadata={"description": "Empty unless asked for `by=version`."},
    )
    categories = fields.List(fields.Nested(ScoreCategoryOut), required=True)
    series = fields.List(fields.Nested(ScorePointOut), required=True)
