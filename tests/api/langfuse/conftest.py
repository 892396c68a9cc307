"""A program that speaks Langfuse's API, by HTTP Basic as its SDKs do."""

from __future__ import annotations

from base64 import b64encode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.access import MadeKey, make_key

SCOPES = ("read", "write", "release", "ingest")


def speaking(app: Flask, key: MadeKey) -> FlaskClient:
    client = app.test_client()
    told = b64encode(f"{key.row.prefix}:{key.token}".encode()).decode()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Basic {told}"
    return client


@pytest.fixture
def sdk(app: Flask) -> FlaskClient:
    return speaking(app, make_key(scopes=SCOPES))
