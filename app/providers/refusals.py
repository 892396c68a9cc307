"""An answer that is an error → why, and what to do next. Vendors' words are quoted, keys not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from app.providers.failures import ProviderFailed, kind_of

LONGEST_QUOTE = 300
LONGEST_WAIT_S = 86_400.0

ADVICE = {
    "refused": "The provider refuses the key: check the connection's key and what it may do.",
    "invalid": "The provider does not take the request: check base URL, model and parameters.",
    "rate_limited": "The provider limits how often it is asked: try again later.",
    "unavailable": "The provider failed: try again later.",
    "timeout": "The provider gave up waiting: try again, or ask for less.",
    "blocked": "The provider passes calls on to another URL: write that one as the base URL.",
}
QUOTA = "The provider's quota is used up: check plan and billing there."


def status_failed(
    status: int, headers: Mapping[str, str], body: Any, key: str | None
) -> ProviderFailed:
    kind = kind_of(status)
    if kind == "rate_limited" and _code(body) == "insufficient_quota":
        return ProviderFailed(kind, _with_quote(QUOTA, status, body, key), retryable=False)
    return ProviderFailed(
        kind,
        _with_quote(ADVICE[kind], status, body, key),
        retry_after_s=retry_after_s(headers),
    )


def stream_failed(body: Any, key: str | None) -> ProviderFailed:
    """Of an error in the middle of a stream, whose status said that all was well."""
    code = _code(body)
    status = int(code) if re.fullmatch(r"[45][0-9]{2}", code) else 500
    return status_failed(status, {}, body, key)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long the answer asks to wait: in seconds or until a date (RFC 9110, 10.2.3)."""
    written = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", written):
        return min(float(written), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - datetime.now(UTC)).total_seconds()), LONGEST_WAIT_S)


def _code(body: Any) -> str:
    return str(body.get("code") or "") if isinstance(body, dict) else ""


def _with_quote(advice: str, status: int, body: Any, key: str | None) -> str:
    """Only the message of an error in the usual shape: other bytes may be anything's."""
    said = body.get("message") if isinstance(body, dict) else None
    if not isinstance(said, str):
        return f"{advice} (status {status})"
    line = " ".join(filter(str.isprintable, said.split()))
    line = line.replace(key, "…") if key else line
    return f"{advice} (status {status}: {line[:LONGEST_QUOTE]})"
