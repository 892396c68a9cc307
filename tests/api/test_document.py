"""The OpenAPI document and the page that shows it."""

from dataclasses import replace

import pytest

from app import create_app
from tests.conftest import dispose

DOCUMENTS = ("/api/openapi.json", "/api/docs")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_documents_are_open(anonymous, path):
    assert anonymous.get(path).status_code == 200


def test_the_page_takes_everything_from_here(anonymous):
    page = anonymous.get("/api/docs").text

    assert "http://" not in page
    assert "https://" not in page
    assert anonymous.get("/static/swagger-ui/swagger-ui-bundle.js").status_code == 200


@pytest.mark.parametrize("path", DOCUMENTS)
def test_they_can_be_closed(app, path):
    closed = create_app(replace(app.extensions["settings"], docs_public=False))

    assert closed.test_client().get(path).status_code == 401

    dispose(closed)
