"""Which price holds for a call, what it comes to, and how a project changes its own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.errors import Invalid
from app.models import AuditEvent, Span
from app.services import policy, prices
from app.services.policy import MissingRight
from app.services.prices import STARTING_LIST, NoSuchPrice, PriceIsThere, cost_of, price_at
from app.services.traces import put_shared, store_spans
from tests.factories.access import make_project, with_rights
from tests.factories.otlp import sent_span

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


def add(caller, model="gpt-5", usd=1, **fields):
    with transaction():
        amounts = {"input_usd": Decimal(usd), "output_usd": Decimal(usd * 2)}
        return prices.add_price(caller, model=model, **(amounts | {"valid_from": NOON} | fields))


def usage(into=None, out=None, cached=None):
    return SimpleNamespace(input_tokens=into, output_tokens=out, cached_tokens=cached)


def test_a_call_costs_what_its_tokens_cost(caller):
    rate = price_at(caller.project_id, "gpt-5", NOON)

    assert cost_of(usage(1_000, 100), rate) == Decimal("0.00225")
    assert cost_of(usage(1_000, 100, cached=800), rate) == Decimal("0.00135")
    assert cost_of(usage(1_000, None), rate) == Decimal("0.00125")
    assert cost_of(usage(), rate) is None


def test_without_a_price_of_their_own_cached_tokens_cost_as_others(caller):
    rate = prices.Rate("m", Decimal(2), Decimal(4))

    assert cost_of(usage(10, 0, cached=5), rate) == cost_of(usage(10, 0), rate)


def test_more_cached_tokens_than_there_are_are_not_paid_back():
    rate = prices.Rate("m", Decimal(2), Decimal(0), Decimal(1))

    assert cost_of(usage(10, 0, cached=50), rate) == Decimal("0.00001")


@pytest.mark.parametrize(
    ("model", "listed"),
    [
        ("gpt-5", "gpt-5"),
        ("gpt-5-2025-08-07", "gpt-5-2*"),
        ("gpt-5-mini-2025-08-07", "gpt-5-mini*"),
        ("openai/gpt-5", "gpt-5"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5*"),
        ("claude-sonnet-4-20250514", "claude-sonnet-4-2*"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("meta-llama/llama-4-scout-17b-16e-instruct", "llama-4-scout-17b-16e-instruct"),
        ("gpt-5x", None),
        ("gpt-50", None),
        ("", None),
    ],
)
def test_a_model_is_found_in_the_starting_list(caller, model, listed):
    found = price_at(caller.project_id, model, NOON)

    assert (found.model if found else None) == listed


def test_the_starting_list_says_each_name_once_and_no_nonsense():
    names = [rate.model for rate in STARTING_LIST]

    assert len(set(names)) == len(names) >= 40
    assert all((rate.cached_usd or 0) <= rate.input_usd for rate in STARTING_LIST)
    assert all(
        rate.output_usd in (0, rate.input_usd) or rate.output_usd > rate.input_usd
        for rate in STARTING_LIST
    )


def test_the_projects_own_price_comes_first(caller):
    add(caller, "gpt-*", 7)
    assert price_at(caller.project_id, "gpt-5", NOON).input_usd == 7

    add(caller, "gpt-5*", 8)
    assert price_at(caller.project_id, "gpt-5", NOON).input_usd == 8

    add(caller, "gpt-5", 9)
    assert price_at(caller.project_id, "gpt-5", NOON).input_usd == 9
    assert price_at(caller.project_id, "azure/gpt-5", NOON).input_usd == 9


def test_a_price_holds_from_its_moment_until_the_next(caller):
    add(caller, usd=7)
    add(caller, usd=8, valid_from=NOON + A_DAY)

    at = [price_at(caller.project_id, "gpt-5", NOON + n * A_DAY / 2) for n in (-1, 0, 1, 2)]

    assert [rate.input_usd for rate in at] == [Decimal("1.25"), 7, 7, 8]


def test_another_projects_prices_do_not_count(caller):
    add(make_project("other"), usd=7)

    policy.require(caller, policy.READ)
    assert price_at(caller.project_id, "gpt-5", NOON).input_usd == Decimal("1.25")


def test_a_stored_span_keeps_what_it_cost_and_by_which_price(caller):
    add(caller, usd=7)
    mine = sent_span(model="gpt-5", input_tokens=1_000_000, output_tokens=0, started_at=NOON)
    listed = sent_span(model="o3", input_tokens=1_000_000, output_tokens=0, started_at=NOON)
    told = sent_span(model="gpt-5", input_tokens=1, cost_usd=Decimal("0.5"), started_at=NOON)
    unknown = sent_span(model="own", input_tokens=1, started_at=NOON)
    agent = sent_span(model="gpt-5", input_tokens=1, kind="agent", started_at=NOON)

    with transaction():
        store_spans(caller, [mine, listed, told, unknown, agent])

    rows = {row.span_id: row for row in db.session.scalars(select(Span))}
    put_shared(rows.values())
    costs = [rows[s.span_id].cost_usd for s in (mine, listed, told, unknown, agent)]
    assert costs == [7, 2, Decimal("0.5"), None, None]
    assert rows[mine.span_id].price == {
        "model": "gpt-5",
        "input_usd": 7.0,
        "output_usd": 14.0,
        "cached_usd": None,
        "valid_from": "2026-11-20T12:00:00.000000Z",
    }
    assert rows[listed.span_id].price["valid_from"] is None
    assert [rows[s.span_id].price for s in (told, unknown, agent)] == [None] * 3


def test_changes_are_recorded(caller):
    price = add(caller)
    with transaction():
        prices.update_price(caller, price.id, input_usd=Decimal("1.50"))
        prices.update_price(caller, price.id, input_usd=Decimal("1.5"))
        prices.delete_price(caller, price.id)

    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_type == "price").order_by(AuditEvent.id)
    ).all()
    assert [event.action for event in events] == ["price.created", "price.updated", "price.deleted"]
    assert events[1].changes == {"input_usd": ["1", "1.5"]}
    with pytest.raises(NoSuchPrice):
        prices.get_price(caller, price.id)


def test_a_model_has_one_price_from_a_moment_on(caller):
    add(caller)

    with pytest.raises(PriceIsThere, match="correct that one"):
        add(caller, usd=2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"model": ""}, "model"),
        ({"model": "a*b"}, "model"),
        ({"model": " a"}, "model"),
        ({"model": "a" * 201}, "model"),
        ({"input_usd": Decimal(-1)}, "input_usd"),
        ({"output_usd": Decimal("NaN")}, "output_usd"),
        ({"cached_usd": Decimal("1e7")}, "cached_usd"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused(caller, fields, field):
    with pytest.raises(Invalid, match=f"^{field}: "):
        add(caller, **fields)


def test_reading_and_changing_need_their_rights(caller):
    with pytest.raises(MissingRight, match="admin"):
        add(with_rights(policy.READ, policy.WRITE, policy.INGEST))
    with pytest.raises(MissingRight, match="read"):
        prices.list_prices(with_rights(policy.INGEST))
