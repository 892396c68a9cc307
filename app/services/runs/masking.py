"""Taking out of a run that is over what its project's rules name, as out of spans."""

from __future__ import annotations

from typing import Any

from app.models import Run
from app.rendering import Messages
from app.services.masking import Masks, masks_of
from app.services.runs.tracing import trace_of


def mask(run: Run) -> None:
    """Before it is kept for good: until its end a model may have to be told everything again."""
    mask_by(masks_of(run.project_id), run)


def mask_by(masks: Masks, run: Run) -> None:
    if not (masks.attributes or masks.patterns):
        return
    (span,) = trace_of(run)
    masks.apply([span])
    run.messages = messages_of(span.input, "user")
    run.output = next(iter(messages_of(span.output, "assistant")), None)
    run.variables = masked_values(masks, run.variables, is_hidden=isinstance(span.input, str))
    run.parameters, run.error = span.parameters, span.status_message
    run.user_id, run.session_id = span.user_id, span.session_id
    run.metadata_ = object_of(span.attributes.get("metadata")) if run.metadata_ else None


def object_of(masked: Any) -> dict[str, Any]:
    """What a rule hid as a whole is still an object, as parameters are."""
    return masked if isinstance(masked, dict) else {"masked": masked}


def messages_of(masked: Any, role: str) -> Messages:
    """What a rule hid as a whole is a text in its place."""
    if isinstance(masked, str):
        return [{"role": role, "content": masked}]
    return masked or []


def masked_values(
    masks: Masks, values: dict[str, Any] | None, *, is_hidden: bool
) -> dict[str, Any] | None:
    """The values of variables are of the input."""
    if values is None or is_hidden:
        return None
    masked: dict[str, Any] = masks.value(values)
    return masked
