"""What is said when a call is not made. To the caller nothing about the inside, to the log more."""

from __future__ import annotations

import logging

from app.errors import Invalid

log = logging.getLogger(__name__)


class OutboundRefused(Invalid):
    """This URL is not called, whatever is there."""


def not_public(host: str, why: str) -> OutboundRefused:
    """One sentence for a name that is unknown and for one that is internal: it tells neither."""
    log.warning("Not called: %s: %s", host, why)
    return OutboundRefused(
        f"{host} is not a public address that can be called: check how it is written;"
        " if it is internal, ask an operator to add it to OUTBOUND_ALLOWED."
    )


def not_secure(host: str, why: str) -> OutboundRefused:
    log.warning("Not called without TLS: %s: %s", host, why)
    return OutboundRefused(
        f"{host} is called by https only: write https://, or, if it is internal,"
        " ask an operator to add it to OUTBOUND_ALLOWED."
    )
