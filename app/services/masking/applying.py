"""Taking out of a span what a project's rules name. Pure, but for the spans, which are changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.otlp import Span
from app.otlp.bounds import LONGEST_LABEL, LONGEST_NAME, LONGEST_TEXT, cut
from app.otlp.meaning import RESOURCES, SPANS
from app.services.masking.patterns import compiled

TEXTS = {
    "name": LONGEST_NAME,
    "trace_name": LONGEST_NAME,
    "status_message": LONGEST_TEXT,
    "user_id": LONGEST_LABEL,
    "session_id": LONGEST_LABEL,
}
"""Field → how many characters it may have, as replacements may be longer than what they replace."""

VALUES = ("parameters", "input", "output", "attributes", "events", "links")
NAMED = ("input", "output", "parameters", "status_message", "user_id", "session_id", "tags")
"""Fields that attributes are read into. They are masked by the name of any such attribute, or by
their own."""

DEEPEST = 64


@cache
def names_of(field: str) -> tuple[str, ...]:
    """By which names applications send what is in a field."""
    place = "all_parameters" if field == "parameters" else field
    names = [*SPANS.names, *RESOURCES.names]
    return (field, *(name.name for name in names if name.place in (field, place)))


@dataclass(frozen=True)
class AttributeRule:
    name: str
    """An attribute's name, or its beginning and `*`."""
    replacement: str

    def fits(self, name: str) -> bool:
        if self.name.endswith("*"):
            return name.startswith(self.name[:-1])
        return name == self.name


@dataclass(frozen=True)
class PatternRule:
    pattern: str
    replacement: str

    def applied(self, text: str) -> str:
        # By a function, as in a text `\\1` would mean a group.
        return cut(compiled(self.pattern).sub(lambda _: self.replacement, text))


class Masks:
    """Rules in the order they are applied: whole attributes first, then patterns by name."""

    def __init__(
        self, attributes: Sequence[AttributeRule] = (), patterns: Sequence[PatternRule] = ()
    ) -> None:
        self.attributes, self.patterns = attributes, patterns
        self.resources: dict[tuple[str, int], tuple[Any, Any]] = {}

    def apply(self, spans: Iterable[Span]) -> None:
        if not (self.attributes or self.patterns):
            return
        for span in spans:
            self.mask_attributes(span)
            if self.patterns:
                self.mask_texts(span)

    def mask_attributes(self, span: Span) -> None:
        if not self.attributes:
            return
        span.attributes = self.replaced(span.attributes)
        span.resource = self.shared("attributes", span.resource)
        for holder in (*span.events, *span.links):
            holder["attributes"] = self.replaced(holder.get("attributes") or {})
        for field in NAMED:
            if getattr(span, field) and (rule := self.rule_for(*names_of(field))):
                setattr(span, field, in_shape_of(getattr(span, field), rule.replacement))

    def replaced(self, attributes: dict[str, Any]) -> dict[str, Any]:
        rules = {name: self.rule_for(name) for name in attributes}
        return {
            name: rule.replacement if (rule := rules[name]) else value
            for name, value in attributes.items()
        }

    def rule_for(self, *names: str) -> AttributeRule | None:
        fitting = (rule for rule in self.attributes if any(map(rule.fits, names)))
        return next(fitting, None)

    def mask_texts(self, span: Span) -> None:
        for field, most in TEXTS.items():
            if text := getattr(span, field):
                setattr(span, field, self.text(text)[:most])
        span.tags = list(dict.fromkeys(self.text(tag)[:LONGEST_LABEL] for tag in span.tags))
        for field in VALUES:
            if value := getattr(span, field):
                setattr(span, field, self.value(value))
        span.resource = self.shared("texts", span.resource)

    def shared(self, step: str, resource: dict[str, Any]) -> dict[str, Any]:
        """Once for all spans that have it; it is kept as well, so that no other gets its place."""
        key = step, id(resource)
        if key not in self.resources:
            masked = self.value(resource) if step == "texts" else self.replaced(resource)
            self.resources[key] = resource, masked
        done: dict[str, Any] = self.resources[key][1]
        return done

    def text(self, text: str) -> str:
        for rule in self.patterns:
            text = rule.applied(text)
        return text

    def value(self, value: Any, depth: int = 0) -> Any:
        """Every text in it, names of objects as well."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            if depth < DEEPEST:
                return {self.text(k): self.value(v, depth + 1) for k, v in value.items()}
            return {}
        if isinstance(value, list):
            return [self.value(one, depth + 1) for one in value] if depth < DEEPEST else []
        return value


def in_shape_of(value: Any, replacement: str) -> Any:
    """Where a column takes a list or an object, the replacement is within one."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [replacement]
    return {"masked": replacement} if isinstance(value, dict) else replacement
