"""Asking one question as everybody."""

from __future__ import annotations

from collections.abc import Iterable

from tests.access import (  # noqa: F401 - they add their recipes
    comparison_recipes,
    langfuse_dataset_recipes,
    panel_evaluation_recipes,
)
from tests.access.asking import ask
from tests.access.cast import CALLERS, Cast, undone
from tests.access.panel_recipes import RECIPES
from tests.access.table import Row


def answers(cast: Cast, row: Row, callers: Iterable[str] = CALLERS) -> dict[str, str]:
    """What each is answered; nobody finds what another one did."""
    said = {}
    with undone(cast.app):
        asked = RECIPES[row](cast)
        for name in callers:
            with undone(cast.app):
                said[name] = asked.says(ask(cast.app, row, asked, cast.everybody[name]))
    return said
