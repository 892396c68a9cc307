"""Connections: made, changed, one of them the default, and their keys never shown."""

import pytest
from sqlalchemy import select, text

from app.allow_list import AllowList
from app.db import db, transaction
from app.encryption import Keyring
from app.errors import Invalid
from app.models import Connection
from app.services import connections
from app.services.connections import (
    ConnectionIsBuiltIn,
    ConnectionNameIsTaken,
    KeyIsUnreadable,
    NoSuchConnection,
    TooManyConnections,
)
from app.services.etags import EtagDiffers
from app.services.policy import ADMIN, READ, MissingRight
from tests.factories.access import make_project, with_rights
from tests.factories.audit import events
from tests.factories.connections import KEY, make_connection, named, settings_here


@pytest.fixture
def update(caller):
    def update(connection, **fields):
        with transaction():
            return connections.update_connection(caller, settings_here(), connection.id, **fields)

    return update


def names(caller):
    return [(one.name, one.is_default) for one in connections.list_connections(caller)]


def default_of(caller):
    return named(None, caller).name


def test_every_project_has_one_that_is_built_in(caller):
    (echo,) = connections.list_connections(caller)

    assert (echo.name, echo.provider, echo.is_default, echo.has_key) == (
        "echo",
        "echo",
        True,
        False,
    )
    assert connections.get_connection(caller, echo.id).name == "echo"
    assert named("echo").id == echo.id
    assert connections.list_connections(make_project("other"))[0].id != echo.id


def test_a_connection_keeps_its_key_encrypted(caller):
    made = make_connection("main", base_url="https://llm.example/v1/", default_model="m")

    provider, endpoint, row = connections.endpoint_of(caller, settings_here(), "main")

    assert (provider, endpoint.base_url, endpoint.api_key) == (
        "openai",
        "https://llm.example/v1",
        KEY,
    )
    assert (endpoint.timeout_s, row.id, made.key_hint) == (60.0, made.id, "wxyz")
    kept = db.session.execute(text("SELECT c::text FROM connections c")).scalars().all()
    assert KEY not in str(kept)
    assert KEY.encode().hex() not in str(kept)


def test_the_default_is_used_where_none_is_named(caller, update):
    first, second = make_connection("a", is_default=True), make_connection("b")
    assert default_of(caller) == "a"

    update(second, is_default=True)

    assert names(caller) == [("echo", False), ("a", False), ("b", True)]
    assert default_of(caller) == "b"
    with transaction():
        connections.delete_connection(caller, second.id)
    assert names(caller) == [("echo", True), ("a", False)]
    update(first, is_default=True)
    update(named("echo"), is_default=True)
    assert default_of(caller) == "echo"


def test_what_was_changed_is_in_the_log_and_the_key_is_not(update):
    made = make_connection("main")
    update(made, api_key="sk-another-key-0123456789", timeout_s=5)
    update(made, api_key=None)

    (first,) = events("connection.created")
    second, third = events("connection.updated")
    assert first.changes["key"] == [None, "set"]
    assert second.changes == {"timeout_s": [60, 5], "key": ["set", "replaced"]}
    assert third.changes == {"key": ["set", None]}
    logged = str([event.changes for event in (first, second, third)])
    assert "sk-" not in logged
    assert "wxyz" not in logged


def test_experiments_call_it_no_more_often_than_it_says(update):
    made = make_connection("main", max_concurrency=8, requests_per_minute=600)

    update(made, max_concurrency=4, requests_per_minute=None)

    assert (made.max_concurrency, made.requests_per_minute) == (4, None)
    assert events("connection.updated")[0].changes == {
        "max_concurrency": [8, 4],
        "requests_per_minute": [600, None],
    }
    for name in ("max_concurrency", "requests_per_minute"):
        with pytest.raises(Invalid) as refused:
            update(made, **{name: 0})
        assert list(refused.value.errors["json"]) == [name]


def test_a_change_of_nothing_leaves_no_trace(update):
    made = make_connection("main", timeout_s=9)

    assert update(made, timeout_s=9, name="main").revision == 1
    assert events("connection.updated") == []


def test_a_key_is_not_sent_to_an_address_it_was_not_written_for(update):
    made = make_connection("main", base_url="https://llm.example/v1")

    with pytest.raises(Invalid) as caught:
        update(made, base_url="https://evil.example/v1")

    assert "api_key" in caught.value.errors["json"]
    assert update(made, base_url="https://llm.example/v1/", timeout_s=3).has_key
    moved = update(made, base_url="https://new.example/v1", api_key="sk-new-0123456789abcd")
    assert (moved.base_url, moved.key_hint) == ("https://new.example/v1", "abcd")
    assert not update(made, base_url=None, api_key=None).has_key


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"provider": "oracle"}, "provider"),
        ({"provider": "echo"}, "api_key"),
        ({"provider": "echo", "base_url": "https://a.example", "api_key": None}, "base_url"),
        ({"api_key": ""}, "api_key"),
        ({"api_key": "with space"}, "api_key"),
        ({"api_key": "schlüssel"}, "api_key"),
        ({"api_key": "x" * 501}, "api_key"),
        ({"default_model": "m\0"}, "default_model"),
        ({"default_model": "x" * 201}, "default_model"),
        ({"timeout_s": 0}, "timeout_s"),
        ({"timeout_s": 601}, "timeout_s"),
        ({"base_url": "ftp://llm.example"}, "base_url"),
        ({"base_url": ""}, "base_url"),
        ({"base_url": "https://"}, "base_url"),
        ({"base_url": "https://me:pw@llm.example/v1"}, "base_url"),
        ({"base_url": "https://llm.example/v1?key=1"}, "base_url"),
        ({"base_url": "https://llm.example/" + "x" * 2000}, "base_url"),
        ({"base_url": "http://llm.example/v1"}, "base_url"),
        ({"base_url": "http://10.1.2.3:8000/v1"}, "base_url"),
        ({"base_url": "https://169.254.169.254/v1"}, "base_url"),
        ({"base_url": "https://[::1]/v1"}, "base_url"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(app, fields, wrong):
    settings = app.extensions["settings"]

    with pytest.raises(Invalid) as caught:
        make_connection(**{"name": "x", "settings": settings, **fields})

    assert list(caught.value.errors["json"]) == [wrong]


@pytest.mark.parametrize(
    ("allowed", "base_url"),
    [
        ("llm.internal", "http://llm.internal:8000/v1"),
        ("10.0.0.0/8", "http://10.1.2.3:8000/v1"),
        ("10.0.0.0/8", "http://llm.internal/v1"),
        ("", "https://llm.example"),
    ],
)
def test_an_address_that_may_be_called_is_kept(app, allowed, base_url):
    settings = settings_here(outbound_allowed=AllowList.parse(allowed))

    assert make_connection(base_url=base_url, settings=settings).base_url == base_url


def test_names_are_unique_in_a_project(caller, update):
    make_connection("main")
    make_connection("main", caller=make_project("other"))
    other = make_connection("other")

    for taken in ("main", "echo", "Echo"):
        with pytest.raises(ConnectionNameIsTaken):
            make_connection(taken)
    with pytest.raises(ConnectionNameIsTaken):
        update(other, name="main")


def test_a_project_has_a_hundred_at_most(app, monkeypatch):
    monkeypatch.setattr("app.services.connections.write.MOST_CONNECTIONS", 1)
    make_connection()

    with pytest.raises(TooManyConnections):
        make_connection()


def test_an_old_etag_changes_nothing(caller, update):
    made = make_connection("main")
    old = connections.etag_of(made)
    update(made, timeout_s=5, if_match=[old])

    with pytest.raises(EtagDiffers):
        update(made, timeout_s=6, if_match=[old])
    with pytest.raises(EtagDiffers):
        connections.delete_connection(caller, made.id, if_match=[old])


def test_taking_the_default_changes_the_etag_of_who_had_it(caller):
    first = make_connection("a", is_default=True)
    old = connections.etag_of(first)
    make_connection("b", is_default=True)

    assert connections.etag_of(connections.get_connection(caller, first.id)) != old


def test_the_built_in_one_stays_as_it_is(caller, update):
    echo = named("echo")

    with pytest.raises(ConnectionIsBuiltIn):
        update(echo, timeout_s=5)
    with pytest.raises(ConnectionIsBuiltIn):
        connections.delete_connection(caller, echo.id)
    assert db.session.scalars(select(Connection)).all() == []


def test_who_reads_sees_them_and_who_administers_changes_them(caller):
    made = make_connection("main")
    reader = with_rights(READ)

    assert len(connections.list_connections(reader)) == 2
    with pytest.raises(MissingRight):
        connections.update_connection(reader, settings_here(), made.id, timeout_s=5)
    with pytest.raises(MissingRight):
        connections.prepare_trial(reader, settings_here(), made.id)
    with pytest.raises(MissingRight):
        connections.delete_connection(reader, made.id)
    with pytest.raises(MissingRight):
        make_connection(caller=reader)


def test_another_projects_connection_looks_like_none(caller):
    there = make_project("other")
    made = make_connection("main", caller=there)

    with pytest.raises(NoSuchConnection):
        connections.get_connection(caller, made.id)
    with pytest.raises(NoSuchConnection):
        connections.endpoint_of(caller, settings_here(), "main")


def test_a_key_of_other_settings_is_not_read(caller):
    make_connection("main")
    settings = settings_here(encryption_keys=("another secret, as long as it has to be",))

    with pytest.raises(KeyIsUnreadable, match="main"):
        connections.endpoint_of(caller, settings, "main")


def test_rotation_renews_each_key_once_and_names_what_it_cannot_read(caller):
    new = "a new secret, as long as it has to be..."
    ours = settings_here().encryption_keys
    make_connection("a")
    make_connection("b", api_key=None)
    foreign = settings_here(encryption_keys=("somebody else's secret, long enough",))
    make_connection("lost", settings=foreign)
    with transaction():
        first = connections.rotate_keys(caller, Keyring([new, *ours]))
    with transaction():
        again = connections.rotate_keys(caller, Keyring([new, *ours]))

    assert (first.renewed, first.current, first.unreadable) == (1, 0, ["lost"])
    assert (again.renewed, again.current, again.unreadable) == (0, 1, ["lost"])
    settings = settings_here(encryption_keys=(new,))
    assert connections.endpoint_of(caller, settings, "a")[1].api_key == KEY
    with pytest.raises(MissingRight):
        connections.rotate_keys(with_rights(READ), Keyring([new]))


def test_admins_alone_are_enough(app):
    assert make_connection("main", caller=with_rights(READ, ADMIN)).created_by == "key:limited"
