"""The one way out to a URL that a user may set."""

from __future__ import annotations

import logging

from app.outbound.exchange import Streamed
from app.outbound.fetching import Answer, fetch, stream
from app.outbound.refusals import OutboundRefused
from app.outbound.routes import check_url

# At its finest level it would write down headers, and with them what is secret in them.
logging.getLogger("httpcore2").setLevel(logging.INFO)

__all__ = ["Answer", "OutboundRefused", "Streamed", "check_url", "fetch", "stream"]
