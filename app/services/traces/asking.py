"""What a project keeps that its spans are read by: prompts, prices and masks.

Asked for by one statement, as to ask takes longer than to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.db import Cursor
from app.otlp import Span
from app.services.masking import FIND_RULES, Masks, masks_from
from app.services.prices import FIND_PRICES, PriceBook, book_from, prices_for
from app.services.traces.costs import models_of
from app.services.traces.linking import FIND_PROMPTS, Prompts, prompts_for, prompts_from

FIND = f"SELECT ({FIND_PROMPTS}), ({FIND_PRICES}), ({FIND_RULES})"


@dataclass(frozen=True)
class Kept:
    prompts: Prompts
    prices: PriceBook
    masks: Masks


def ask_for(cursor: Cursor, project_id: UUID, spans: Sequence[Span]) -> Kept:
    """Whatever these spans need."""
    priced = prices_for(project_id, models_of(spans))
    values = *prompts_for(project_id, spans), *priced, project_id
    row: Any = cursor.execute(FIND, values).fetchone()
    prompts, prices, rules = row
    return Kept(prompts_from(prompts), book_from(prices), masks_from(rules))
