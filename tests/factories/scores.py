"""Scales, through the service."""

from __future__ import annotations

from typing import Any

from app.db import transaction
from app.models import Scale
from app.services import scales
from app.services.policy import Caller
from tests.factories.access import the_system

CATEGORIES = [{"label": "good", "value": 1}, {"label": "bad", "value": -1}]


def make_scale(
    name: str, caller: Caller | None = None, *, archived: bool = False, **fields: Any
) -> Scale:
    """Numeric unless `type` says otherwise; a categorical one is good or bad."""
    fields = {"type": "numeric"} | fields
    if fields["type"] == "categorical":
        fields = {"categories": CATEGORIES} | fields
    with transaction():
        made = scales.create_scale(caller or the_system(), name=name, **fields)
        if archived:
            scales.update_scale(caller or the_system(), made.id, archived=True)
        return made
