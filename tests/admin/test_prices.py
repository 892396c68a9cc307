"""Prices in the panel: made, corrected and deleted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.db import now
from app.services import prices
from tests.admin.conftest import text_of
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.traces import make_price


def make(panel, **fields):
    amounts = {"input_usd": "2.5", "output_usd": "10"}
    return panel.post("/prices/new/", {"project": "default", "model": "gpt-*", **amounts, **fields})


def only_price(caller=None):
    (price,) = prices.list_prices(caller or the_system()).rows
    return price


def test_a_price_is_made_in_its_project_from_a_day_on(panel):
    other = make_project("other")

    r = make(panel, project="other", cached_usd="1.25", valid_from="2026-02-01")

    price = only_price(other)
    assert (price.model, price.input_usd, price.cached_usd) == (
        "gpt-*",
        Decimal("2.5"),
        Decimal("1.25"),
    )
    assert price.valid_from == datetime(2026, 2, 1, tzinfo=UTC)
    said = text_of(panel.client.get(r.location))
    assert "2.50" in said
    assert "Made a price" in said


def test_without_a_day_it_holds_from_now_on(panel):
    make(panel)

    assert now() - only_price().valid_from < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"model": ""}, "Which model?"),
        ({"model": "g*t"}, "a closing `*`"),
        ({"input_usd": "-1"}, "Between 0 and 1,000,000"),
        ({"input_usd": "NaN"}, "Between 0 and 1,000,000"),
        ({"input_usd": "free"}, "Not a valid decimal"),
        ({"valid_from": "soon"}, "Not a valid date"),
        ({"project": "nowhere"}, "no project has this slug"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(panel, fields, said):
    r = make(panel, **fields)

    assert r.status_code == 422
    assert said in text_of(r)


def test_a_form_of_a_price_that_changed_meanwhile_changes_nothing(panel):
    price = make_price()

    r = panel.edit("prices", price.id, {"input_usd": "0", "output_usd": "0", "etag": "older"})

    assert r.status_code == 422
    assert "was changed meanwhile" in text_of(r)
    assert only_price().input_usd != 0


def test_correcting_an_amount_leaves_the_moment_as_it_was(panel):
    moment = now() - timedelta(days=3)
    price = make_price(valid_from=moment)
    day = moment.date().isoformat()

    form = {"input_usd": "0", "output_usd": "0.5", "cached_usd": "", "valid_from": day}
    panel.edit("prices", price.id, form)

    changed = only_price()
    assert (changed.input_usd, changed.output_usd) == (0, Decimal("0.5"))
    assert changed.valid_from == moment
    assert 'value="0"' in panel.get("/prices/edit/", id=str(price.id)).text


def test_the_state_says_which_price_counts_now(panel):
    today = now()
    make_price(model="a", valid_from=today - timedelta(days=9))
    make_price(model="a", valid_from=today - timedelta(days=1))
    make_price(model="a", valid_from=today + timedelta(days=1))
    make_price(make_project("other"), model="a", valid_from=today - timedelta(days=5))

    def counted(state):
        return text_of(panel.get("/prices/", state=state)).partition(" match")[0][-12:]

    assert "2 prices" in counted("now")
    assert "1 price" in counted("later")
    assert "1 price" in counted("past")


def test_prices_are_deleted(panel):
    ids = [make_price(model=model).id for model in ("a", "b")]

    panel.act("prices", "delete", ids)

    assert "Deleted 2 prices." in text_of(panel.get("/prices/"))
    assert prices.list_prices(the_system()).rows == []
    assert len(events("price.deleted")) == 2
