"""How many requests a minute a key may make: none is counted unless its row sets a limit.

A minute begins with the first request after the last one ended. Each request is counted by one
statement of its own under the lock of the key's row, so the count is exact whichever process
answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import delete, text, update

from app.db import db, fetch_row, now
from app.errors import TooMany
from app.models import RateWindow

MINUTE = timedelta(minutes=1)

# No further than one beyond the limit, so that nobody counts up to the end of integers.
COUNT = """
    INSERT INTO rate_windows AS w (key_id, began_at, requests)
    VALUES (%(key_id)s, clock_timestamp(), 1)
    ON CONFLICT (key_id) DO UPDATE SET
        began_at = CASE WHEN w.began_at + %(minute)s > clock_timestamp()
                        THEN w.began_at ELSE clock_timestamp() END,
        requests = CASE WHEN w.began_at + %(minute)s > clock_timestamp()
                        THEN least(w.requests, %(limit)s) + 1 ELSE 1 END
    RETURNING w.requests, extract(epoch FROM w.began_at + %(minute)s - clock_timestamp())
"""

# The row is locked until the transaction ends, so that who reads how many there were may add.
BEGIN = text("""
    INSERT INTO rate_windows AS w (key_id, began_at, requests)
    VALUES (:key_id, clock_timestamp(), 0)
    ON CONFLICT (key_id) DO UPDATE SET
        began_at = CASE WHEN w.began_at + :minute > clock_timestamp()
                        THEN w.began_at ELSE clock_timestamp() END,
        requests = CASE WHEN w.began_at + :minute > clock_timestamp() THEN w.requests ELSE 0 END
    RETURNING w.requests
""")


class TooManyRequests(TooMany):
    """The key has had its requests of this minute."""


@dataclass(frozen=True, slots=True)
class Quota:
    """A key's minute, this request included."""

    limit: int
    requests: int
    reset_s: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.requests)

    def check(self) -> None:
        """Raise `TooManyRequests` if this request was one too many."""
        if self.requests > self.limit:
            raise TooManyRequests(
                f"This key may make {self.limit} requests a minute;"
                f" try again in {self.reset_s} seconds.",
                retry_after=self.reset_s,
            )


def count_request(key_id: UUID, limit: int) -> Quota:
    """Count one request of a key that has a limit; a refused one counts for nothing more."""
    values = {"key_id": key_id, "limit": limit, "minute": MINUTE}
    requests, left_s = fetch_row(COUNT, values)
    return Quota(limit, requests, max(1, ceil(left_s)))


def requests_left(key_id: UUID, limit: int) -> int:
    """How many more there may be in this minute, for who then counts those that it makes.

    In the transaction of the session: nobody else is told a number until that one ends.
    """
    requests: int = db.session.execute(BEGIN, {"key_id": key_id, "minute": MINUTE}).scalar_one()
    return max(0, limit - requests)


def count_requests(key_id: UUID, requests: int) -> None:
    """Of those that `requests_left` allowed."""
    db.session.execute(
        update(RateWindow)
        .where(RateWindow.key_id == key_id)
        .values(requests=RateWindow.requests + requests)
        .execution_options(synchronize_session=False)
    )


def delete_expired() -> int:
    """Minutes that are over; how many went."""
    gone = delete(RateWindow).where(RateWindow.began_at < now() - MINUTE)
    return len(db.session.scalars(gone.returning(RateWindow.key_id)).all())
