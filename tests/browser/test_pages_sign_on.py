"""The pages of an installation whose people sign in by their provider alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.db import transaction
from app.services.access import people, sessions
from app.web.session_cookie import COOKIE
from tests.browser.axe import findings
from tests.browser.conftest import OpenPage, Pages, running_pages
from tests.databases import TestServer
from tests.factories.access import the_system

pytestmark = [pytest.mark.more, pytest.mark.xdist_group("pages")]


@pytest.fixture(scope="module")
def pages(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    told = {
        "OIDC_ISSUER": "https://sso.example.com",
        "OIDC_CLIENT_ID": "promptside",
        "OIDC_NAME": "Example SSO",
        "PASSWORD_SIGN_IN": "off",
    }
    with running_pages(server, tmp_path_factory.mktemp("sign-on"), **told) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(browser: Browser, pages: Pages) -> dict:
    """Ada, as her provider let her in."""
    with transaction():
        ada = people.find_person("ada@example.com")
        assert ada is not None
        token = sessions.open_session(the_system(), ada)
    context = browser.new_context()
    context.add_cookies([{"name": COOKIE, "value": token, "url": pages.url}])
    state = context.storage_state()
    context.close()
    return state


def test_the_provider_is_the_only_way_in(open_page: OpenPage):
    page = open_page("/sign-in", anonymous=True)

    expect(page.get_by_role("link", name="Sign in with Example SSO")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_count(0)
    assert findings(page) == []


def test_an_account_has_no_password_to_change(open_page: OpenPage):
    page = open_page("/account")

    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()
    expect(page.get_by_role("heading", name="Password")).to_have_count(0)
    assert findings(page) == []
