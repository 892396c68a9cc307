"""Why a model gave no answer, told apart by what to do about it."""

from __future__ import annotations

from math import ceil

from app.errors import UpstreamFailed

KINDS = {
    "refused": False,  # the key, or what it may do
    "invalid": False,  # the request: model, messages or parameters
    "rate_limited": True,
    "unavailable": True,
    "timeout": True,
    "garbage": False,  # an answer that is none
    "blocked": False,  # a URL that is not called
}
"""Each kind of failure, and whether the same call may succeed later."""

STATUSES = {401: "refused", 402: "refused", 403: "refused", 408: "timeout", 409: "unavailable"}


class ProviderFailed(UpstreamFailed):
    """The message says what to do next, and never holds the key."""

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        retryable: bool | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        self.kind = kind
        self.retryable = KINDS[kind] if retryable is None else retryable
        self.retry_after_s = retry_after_s
        wait = {} if retry_after_s is None else {"retry_after": ceil(retry_after_s)}
        super().__init__(message, retry=self.retryable, kind=kind, **wait)


def kind_of(status: int) -> str:
    """Of the status of an answer that is an error."""
    if status >= 500:
        return "unavailable"
    if status == 429:
        return "rate_limited"
    if 300 <= status < 400:
        return "blocked"
    return STATUSES.get(status, "invalid")
