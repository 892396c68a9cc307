"""What a score's value may be, by its type and by the scale of its name. Pure."""

from __future__ import annotations

from app.errors import Invalid, invalid
from app.models import Scale
from app.models.scores import SCORE_TYPES

CATEGORY_LENGTH, TEXT_LENGTH = 200, 4_000

Value = bool | float | str
Judged = tuple[str, float | None, str | None]
"""Type, number, text: as the columns `type`, `value` and `text_value` hold them."""


def judged(value: Value, type_: str | None, scale: Scale | None) -> Judged:
    """Without a type the scale's counts, else what the value itself is."""
    if type_ is not None and type_ not in SCORE_TYPES:
        raise invalid("type", f"One of {', '.join(SCORE_TYPES)}.")
    if scale is None:
        return plain(value, type_ or type_of(value))
    if type_ is not None and type_ != scale.type:
        raise off_scale(scale, f"its scores are {scale.type}, not {type_}")
    return on_scale(value, scale)


def type_of(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "categorical" if isinstance(value, str) else "numeric"


def plain(value: Value, type_: str) -> Judged:
    if type_ == "boolean":
        return type_, truth(value), None
    if type_ == "numeric":
        return type_, number(value), None
    longest = CATEGORY_LENGTH if type_ == "categorical" else TEXT_LENGTH
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise invalid("value", f"A {type_} score is a text of 1 to {longest:,} characters.")
    return type_, None, value


def truth(value: Value) -> float:
    if isinstance(value, str) or value not in (0, 1):
        raise invalid("value", "A boolean score is true or false, or 1 or 0.")
    return float(value)


def number(value: Value) -> float:
    if isinstance(value, bool | str):
        raise invalid("value", "A numeric score is a number.")
    return float(value)


def on_scale(value: Value, scale: Scale) -> Judged:
    if scale.type == "categorical":
        return scale.type, *category(value, scale)
    kind, figure, text = plain(value, scale.type)
    if kind == "numeric" and figure is not None:
        if scale.minimum is not None and figure < scale.minimum:
            raise off_scale(scale, f"it begins at {scale.minimum:g}")
        if scale.maximum is not None and figure > scale.maximum:
            raise off_scale(scale, f"it ends at {scale.maximum:g}")
    return kind, figure, text


def category(value: Value, scale: Scale) -> tuple[float | None, str]:
    """A category by its label, or by its number if no other has that number."""
    fitting = [one for one in scale.categories or [] if value == one["label"]]
    if not fitting and not isinstance(value, bool | str):
        fitting = [one for one in scale.categories or [] if value == one["value"]]
    if len(fitting) != 1:
        known = ", ".join(one["label"] for one in scale.categories or [])
        raise off_scale(scale, f"its categories are {known}")
    return fitting[0]["value"], fitting[0]["label"]


def off_scale(scale: Scale, why: str) -> Invalid:
    return invalid("value", f"Not on the scale {scale.name!r}: {why}.")
