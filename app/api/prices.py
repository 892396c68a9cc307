"""REST: what models cost a project."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app import models
from app.api import headers
from app.api.answers import paging_headers, stated
from app.api.blueprint import Blueprint, states_in_if_match
from app.db import transaction
from app.schemas import examples
from app.schemas.base import PageArgs
from app.schemas.prices import ListedRateOut, PriceIn, PriceOut, PricePatchIn
from app.services import policy, prices
from app.services.access.names import put_authors

blp = Blueprint("prices", __name__, url_prefix="/api/prices", description="What model calls cost")


@blp.route("")
class Prices(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, PriceOut(many=True), example=[examples.PRICE], headers=headers.LINK)
    def get(self, args: dict[str, Any]) -> Any:
        """List the project's own prices, newest first"""
        page = prices.list_prices(g.caller, **args)
        put_authors(page.rows)
        return make_response(PriceOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(PriceIn, example=examples.PRICE_IN)
    @blp.response(201, PriceOut, example=examples.PRICE, headers=headers.CREATED)
    @blp.alt_response(409, description="The model has a price from that moment on")
    def post(self, body: dict[str, Any]) -> Any:
        """Give a model a price from a moment on"""
        with transaction():
            price = prices.add_price(g.caller, **body)
            return shown(price, 201, Location=f"/api/prices/{price.id}")


@blp.route("/starting-list")
class StartingList(MethodView):
    @blp.response(200, ListedRateOut(many=True), example=[examples.RATE])
    def get(self) -> Any:
        """List the prices that hold where the project has none of its own"""
        policy.require(g.caller, policy.READ)
        return list(prices.STARTING_LIST)


@blp.route("/<uuid:price_id>")
class Price(MethodView):
    @blp.response(200, PriceOut, example=examples.PRICE, headers=headers.ETAG)
    def get(self, price_id: UUID) -> Any:
        """Show a price"""
        return shown(prices.get_price(g.caller, price_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(PricePatchIn, example={"output_usd": 12})
    @blp.response(200, PriceOut, example=examples.PRICE, headers=headers.ETAG)
    @blp.alt_response(409, description="The model has a price from that moment on")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], price_id: UUID) -> Any:
        """Correct a price; costs that were worked out by it stay"""
        with transaction():
            return shown(
                prices.update_price(g.caller, price_id, if_match=states_in_if_match(), **body)
            )

    @blp.doc(**headers.IF_MATCH)
    @blp.response(204, description="It holds no longer")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, price_id: UUID) -> Any:
        """Delete a price"""
        with transaction():
            prices.delete_price(g.caller, price_id, if_match=states_in_if_match())
        return make_response("", 204)


def shown(price: models.Price, status: int = 200, **told: str) -> Any:
    return stated(PriceOut(), price, prices.etag_of(price), status, **told)
