"""What a project keeps that its spans are read by: prompts, prices and masks.

Asked for by one statement, as to ask takes longer than to find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.otlp import Span
from app.services.masking import FIND_RULES, Masks, masks_from
from app.services.prices import FIND_PRICES, PriceBook, book_from, prices_for
from app.services.traces.costs import models_of
from app.services.traces.linking import FIND_PROMPTS, Prompts, prompts_for, prompts_from

Execute = Callable[[str, tuple[Any, ...]], Sequence[Any]]
"""Gives the rows of a statement."""

FIND = (
    f"SELECT ({FIND_PROMPTS}) AS prompts, ({FIND_PRICES}) AS prices,"  # noqa: S608 - ours
    f" ({FIND_RULES}) AS rules, 'arriving_span'::regtype::oid::bigint AS row_type"
    " FROM act_in(%s) AS is_walled WHERE is_walled"
)
"""With it the database knows the project."""


@dataclass(frozen=True)
class Kept:
    prompts: Prompts
    prices: PriceBook
    masks: Masks
    row_type: int
    """The number that this database gave the type `arriving_span`."""


def ask_for(execute: Execute, project_id: UUID, spans: Sequence[Span]) -> Kept:
    """Whatever these spans need."""
    priced = prices_for(project_id, models_of(spans))
    values = *prompts_for(project_id, spans), *priced, project_id, project_id
    ((prompts, prices, rules, row_type),) = execute(FIND, values)
    return Kept(prompts_from(prompts), book_from(prices), masks_from(rules), row_type)
