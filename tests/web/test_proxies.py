"""Whose address it is: no proxy is believed but a trusted one, and only about its own client."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from sqlalchemy import select

from app import create_app
from app.db import db
from app.models import AuditEvent
from app.services.policy import NOWHERE
from app.wall import read_across
from app.web.proxies import client_address
from tests.conftest import dispose

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1,10.0.0.3,203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7,", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7:5000", "203.0.113.7"),
        ("10.0.0.1", "[2001:db8::7]:5000", "2001:db8::7"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.7, ::ffff:10.0.0.2", "203.0.113.7"),
        ("fd00::1", "203.0.113.7", "203.0.113.7"),
        ("203.0.113.9", "203.0.113.7", "203.0.113.9"),
        ("203.0.113.9", "203.0.113.7, 10.0.0.1", "203.0.113.9"),
        (None, "203.0.113.7", None),
    ],
)
def test_the_rightmost_that_is_not_trusted(peer, forwarded, found):
    assert client_address(peer, forwarded, TRUSTED) == found


@pytest.mark.parametrize(("trusted", "seen"), [(TRUSTED, "203.0.113.7"), ([], "10.0.0.9")])
def test_none_is_trusted_unless_it_is_named(real_app, trusted, seen):
    settings = replace(real_app.extensions["settings"], trusted_proxies=tuple(trusted))
    app = create_app(settings)

    app.test_client().post(
        "/api/login",
        json={"email": "nobody@example.com", "password": "wrong password"},
        headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.7"},
        environ_base={"REMOTE_ADDR": "10.0.0.9"},
    )

    read_across(NOWHERE)
    refused = select(AuditEvent.address).where(AuditEvent.action == "session.refused")
    assert db.session.scalars(refused).all() == [seen]
    dispose(app)
