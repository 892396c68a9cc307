"""A project's own prices: added, corrected, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import constraint, db, in_utc, now, uuid7
from app.errors import Conflict, NotFound, invalid
from app.models import Price
from app.models.prices import NAME_OR_BEGINNING
from app.services import audit, policy
from app.services.etags import check_etag, etag_of_state
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import ADMIN, READ, Caller

LONGEST_MODEL = 200
HIGHEST_USD = Decimal(1_000_000)
DECIMALS = 12
"""That are kept of a price."""

MOST_PRICES = 2_000
"""A project. Patterns among them are read whenever spans come."""


class NoSuchPrice(NotFound):
    """Not in this project."""


class PriceIsThere(Conflict):
    """This model has a price from that moment on."""


class TooManyPrices(Conflict):
    """The project has as many as are taken."""


@dataclass(frozen=True)
class Amounts:
    """US dollars a million tokens."""

    input_usd: Decimal
    output_usd: Decimal
    cached_usd: Decimal | None = None

    def check(self) -> None:
        for field in ("input_usd", "output_usd", "cached_usd"):
            usd: Decimal | None = getattr(self, field)
            if usd is not None and not (usd.is_finite() and 0 <= usd <= HIGHEST_USD):
                raise invalid(field, "Between 0 and 1,000,000 US dollars a million tokens.")


def list_prices(caller: Caller, *, limit: int = 50, cursor: str | None = None) -> Page:
    """The project's own, newest first."""
    policy.require(caller, READ)
    query = select(Price).where(Price.project_id == caller.project_id)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, Price.created_at, Price.id).limit(limit + 1)
    return page_of(list(db.session.scalars(query)), limit)


def get_price(caller: Caller, price_id: UUID, *, right: str = READ) -> Price:
    policy.require(caller, right)
    query = select(Price).where(Price.project_id == caller.project_id, Price.id == price_id)
    if right != READ:
        query = query.with_for_update().execution_options(populate_existing=True)
    price = db.session.scalar(query)
    if price is None:
        raise NoSuchPrice(f"There is no price {price_id} here.")
    return price


def add_price(
    caller: Caller,
    *,
    model: str,
    input_usd: Decimal,
    output_usd: Decimal,
    cached_usd: Decimal | None = None,
    valid_from: datetime | None = None,
) -> Price:
    """For calls from `valid_from` on, now if left out. Spans that are stored keep their cost."""
    policy.require(caller, ADMIN)
    check_model(model)
    Amounts(input_usd, output_usd, cached_usd).check()
    check_room(caller.project_id)
    price = Price(
        id=uuid7(),
        project_id=caller.project_id,
        model=model,
        input_usd=rounded(input_usd),
        output_usd=rounded(output_usd),
        cached_usd=rounded(cached_usd),
        valid_from=valid_from or now(),
        created_by=caller.actor,
    )
    db.session.add(price)
    flush(price)
    record(caller, "price.created", price, {}, facts_of(price))
    return price


def update_price(
    caller: Caller, price_id: UUID, *, if_match: list[str] | None = None, **fields: Any
) -> Price:
    """Correct amounts or the moment they hold from; what costs were worked out by it stay."""
    price = get_price(caller, price_id, right=ADMIN)
    check_etag(price.model, etag_of(price), if_match)
    before = facts_of(price)
    for name, value in fields.items():
        setattr(price, name, rounded(value) if isinstance(value, Decimal) else value)
    Amounts(price.input_usd, price.output_usd, price.cached_usd).check()
    flush(price)
    if facts_of(price) != before:
        record(caller, "price.updated", price, before, facts_of(price))
    return price


def delete_price(caller: Caller, price_id: UUID, *, if_match: list[str] | None = None) -> None:
    price = get_price(caller, price_id, right=ADMIN)
    check_etag(price.model, etag_of(price), if_match)
    db.session.delete(price)
    record(caller, "price.deleted", price, facts_of(price), dict.fromkeys(facts_of(price)))


def check_model(model: str) -> None:
    if len(model) > LONGEST_MODEL or not NAME_OR_BEGINNING.fullmatch(model):
        raise invalid(
            "model",
            f"A name of 1 to {LONGEST_MODEL} characters, or its beginning and a closing `*`.",
        )


def rounded(usd: Decimal | None) -> Decimal | None:
    return usd if usd is None or not usd.is_finite() else round(usd, DECIMALS).normalize()


def check_room(project_id: UUID) -> None:
    query = select(func.count()).where(Price.project_id == project_id)
    if (db.session.scalar(query) or 0) >= MOST_PRICES:
        raise TooManyPrices(
            f"A project has at most {MOST_PRICES:,} prices; delete some that no longer hold."
        )


def flush(price: Price) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_prices_project_id_model_valid_from":
            raise PriceIsThere(
                "This model has a price from that moment on; correct that one instead."
            ) from error
        raise


def etag_of(price: Price) -> str:
    return etag_of_state(facts_of(price))


def facts_of(price: Price) -> dict[str, Any]:
    """What the audit log keeps of a price."""
    cached = price.cached_usd
    return {
        "model": price.model,
        "input_usd": plain(price.input_usd),
        "output_usd": plain(price.output_usd),
        "cached_usd": None if cached is None else plain(cached),
        "valid_from": in_utc(price.valid_from),
    }


def plain(usd: Decimal) -> str:
    """Without exponent or closing zeros, however it was written."""
    return f"{usd.normalize():f}"


def record(
    caller: Caller, action: str, price: Price, before: dict[str, Any], after: dict[str, Any]
) -> None:
    changes = audit.difference(before, after)
    audit.record(caller, action, price.id, price.model, changes, project_id=price.project_id)
