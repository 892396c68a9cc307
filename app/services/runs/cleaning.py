"""What a model answers, made fit to be stored."""

from __future__ import annotations

from typing import Any

from app.otlp.bounds import clean


def cleaned(value: Any) -> Any:
    """The same, the texts without what PostgreSQL cannot store."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return value
