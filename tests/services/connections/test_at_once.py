"""Admins who change connections at the same moment."""

from functools import partial

from app.services import connections
from tests.factories.access import the_system
from tests.factories.connections import make_connection, settings_here
from tests.racing import outcomes_at_once


def test_however_many_take_the_default_one_has_it(real_app):
    caller, settings = the_system(), settings_here()
    ids = [make_connection().id for _ in range(6)]
    take = partial(connections.update_connection, caller, settings, is_default=True)

    said = outcomes_at_once(real_app, [partial(take, connection_id=id_) for id_ in ids])

    assert said == ["done"] * 6
    assert sum(one.is_default for one in connections.list_connections(caller)) == 1


def test_a_name_is_given_once(real_app):
    caller, settings = the_system(), settings_here()
    make = partial(connections.create_connection, caller, settings, name="main", provider="echo")

    said = outcomes_at_once(real_app, [make] * 4)

    assert said == ["connection_name_is_taken"] * 3 + ["done"]
