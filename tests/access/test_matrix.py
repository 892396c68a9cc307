"""Everybody asks everything, and is answered as the table says."""

import pytest

from tests.access.matrix import RECIPES, answers
from tests.access.table import Row, bulk_actions, expected, routes

TABLE = expected()


def test_every_route_is_in_the_table_and_nothing_else(shared_app):
    asked = {Row(row.route, row.method) for row in TABLE}

    assert asked == routes(shared_app)


def test_every_bulk_action_is_in_the_table(shared_app):
    assert bulk_actions(shared_app) <= set(TABLE)


def test_every_row_can_be_asked():
    assert set(RECIPES) == set(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_everybody_is_answered_as_expected(cast, row):
    assert answers(cast, row) == TABLE[row]
