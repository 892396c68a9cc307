"""Servers on loopback, with and without TLS, and an authority that is trusted for the test."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from app.outbound.sockets import trusted
from tests.outbound.servers import Server, serving


@pytest.fixture
def plain() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """With a certificate for `hooks.example`, as SSL_CERT_FILE trusts it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hooks.example").configure_cert(context)
    trusted.cache_clear()
    with serving(context) as server:
        yield server
    trusted.cache_clear()
