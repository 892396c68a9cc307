"""What model calls cost: each project's own prices, and those we begin with."""

from app.services.prices.changing import (
    NoSuchPrice,
    PriceIsThere,
    add_price,
    delete_price,
    etag_of,
    get_price,
    list_prices,
    update_price,
)
from app.services.prices.finding import (
    FIND_PRICES,
    PriceBook,
    book_from,
    price_at,
    price_book,
    prices_for,
)
from app.services.prices.rates import Rate, Usage, cost_of
from app.services.prices.starting_list import CHECKED_IN, SOURCES, STARTING_LIST

__all__ = [
    "CHECKED_IN",
    "FIND_PRICES",
    "SOURCES",
    "STARTING_LIST",
    "NoSuchPrice",
    "PriceBook",
    "PriceIsThere",
    "Rate",
    "Usage",
    "add_price",
    "book_from",
    "cost_of",
    "delete_price",
    "etag_of",
    "get_price",
    "list_prices",
    "price_at",
    "price_book",
    "prices_for",
    "update_price",
]
