"""The families of refusal: a rule names its own error, and its family carries the status."""

from __future__ import annotations

import re
from typing import Any, ClassVar


class DomainError(Exception):
    """What was asked is not done. `message` is a full sentence that says what to do next."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "Refused"

    def __init__(
        self,
        message: str,
        *,
        errors: dict[str, Any] | None = None,
        retry_after: int | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors
        self.retry_after = retry_after
        self.facts = facts

    @property
    def code(self) -> str:
        """The class's own name in snake_case, which programs may rely on."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class Unauthenticated(DomainError):
    status, title = 401, "Not signed in"


class Forbidden(DomainError):
    status, title = 403, "Not allowed"


class NotFound(DomainError):
    status, title = 404, "Not found"


class Conflict(DomainError):
    status, title = 409, "Not possible now"


class PreconditionFailed(DomainError):
    status, title = 412, "Changed meanwhile"


class TooLarge(DomainError):
    status, title = 413, "Too large"


class Invalid(DomainError):
    """Malformed: `errors` says what is wrong, by place (`json`, `query`, …) and field."""

    status, title = 422, "Not valid"


class TooMany(DomainError):
    status, title = 429, "Too many requests"


class Unavailable(DomainError):
    status, title = 503, "Unavailable"


class UpstreamFailed(Unavailable):
    """Another system did not do its part; the fact `retry` says whether trying again can help."""

    def __init__(self, message: str, *, retry: bool, **facts: Any) -> None:
        super().__init__(message, retry=retry, **facts)


class DatabaseAway(Unavailable):
    """PostgreSQL does not answer, or not in time."""


def invalid(field: str, message: str, place: str = "json") -> Invalid:
    """The refusal of one field."""
    return Invalid(f"{field}: {message}", errors={place: {field: [message]}})
