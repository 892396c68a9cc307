"""What a project says of spans: prices and masking rules, made by the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.db import transaction
from app.models import MaskingRule, Price
from app.services import masking, prices
from app.services.policy import Caller
from tests.factories.access import the_system


def make_price(
    model: str = "own", usd: int = 1, caller: Caller | None = None, **fields: Any
) -> Price:
    """Output costs twice of what input does."""
    amounts = {"input_usd": Decimal(usd), "output_usd": Decimal(2 * usd)}
    with transaction():
        return prices.add_price(caller or the_system(), model=model, **(amounts | fields))


def make_masking_rule(
    name: str = "cards", caller: Caller | None = None, **fields: Any
) -> MaskingRule:
    """Masks card numbers, unless fields say what."""
    with transaction():
        rule = fields or {"pattern": "[0-9]{16}"}
        return masking.add_rule(caller or the_system(), name=name, **rule)
