"""Places to try a password in: so many per account and per address in a quarter of an hour.

A place is taken before the password is verified, by a statement of its own that locks the
subject's row. So no number of processes lets more than the limit through, and what becomes of
the request afterwards gives nothing back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any

from sqlalchemy import delete, func, select

from app.db import db, fetch_row, now
from app.errors import TooMany
from app.models import SignInAttempt
from app.services.access.hashing import TooManySignIns, verify_password
from app.services.policy import Caller

WINDOW = timedelta(minutes=15)
OF_ACCOUNT, OF_ADDRESS = 10, 50

RECENT = "ARRAY(SELECT t FROM unnest(a.tries) t WHERE t > clock_timestamp() - %(window)s)"
# Moments of one subject are never the same, so that one of them can be given back.
TAKE = f"""
    INSERT INTO sign_in_attempts AS a (subject, tries, expires_at)
    VALUES (%(subject)s, ARRAY[clock_timestamp()], clock_timestamp() + %(window)s)
    ON CONFLICT (subject) DO UPDATE
    SET tries = {RECENT} || greatest(
            clock_timestamp(), a.tries[cardinality(a.tries)] + interval '1 microsecond'),
        expires_at = clock_timestamp() + %(window)s
    WHERE cardinality({RECENT}) < %(limit)s
    RETURNING a.tries[cardinality(a.tries)]
"""  # noqa: S608
TELL = f"""
    WITH told AS (
        UPDATE sign_in_attempts a SET told_at = clock_timestamp() WHERE subject = %(subject)s
        AND (told_at IS NULL OR told_at <= clock_timestamp() - %(window)s) RETURNING 1
    )
    SELECT extract(epoch FROM ({RECENT})[1] + %(window)s - clock_timestamp()),
           EXISTS (SELECT FROM told)
    FROM sign_in_attempts a WHERE subject = %(subject)s
"""  # noqa: S608
GIVE_BACK = """
    UPDATE sign_in_attempts SET tries = array_remove(tries, %(moment)s)
    WHERE subject = %(subject)s RETURNING 1
"""
FORGET = "DELETE FROM sign_in_attempts WHERE subject = %(subject)s RETURNING 1"


class TooManyFailures(TooMany):
    """Passwords are being guessed. `is_news` once in a window: so often the audit is told."""

    def __init__(self, wait_s: int, *, is_news: bool) -> None:
        super().__init__(
            f"Too many failed sign-ins; try again in {in_words(wait_s)}.", retry_after=wait_s
        )
        self.is_news = is_news


@dataclass(frozen=True)
class Place:
    """One try: what it was counted for, and as which moments."""

    taken: dict[bytes, Any]
    account: bytes

    def give_back(self, *, but: bytes | None = None) -> None:
        """For a try that came to nothing: no password was looked at."""
        for subject, moment in self.taken.items():
            if subject != but:
                fetch_row(GIVE_BACK, {"subject": subject, "moment": moment})

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Use the place. What nobody had time to look at takes none."""
        try:
            return verify_password(password, password_hash)
        except TooManySignIns:
            self.give_back()
            raise

    def forget_failures(self) -> None:
        """The password was right: the account begins anew. The address loses only this try, or
        whoever has one account could guess at the others from there for ever.
        """
        fetch_row(FORGET, {"subject": self.account})
        self.give_back(but=self.account)


def take_place(caller: Caller, email: str) -> Place:
    """A place for one try, or `TooManyFailures` saying when there will be one."""
    account, limits = account_of(email), {}
    # First, so that no address makes more than its fifty rows of accounts it invents.
    if caller.address:
        limits[subject_of(f"address {network_of(caller.address)}")] = OF_ADDRESS
    limits[account] = OF_ACCOUNT
    place = Place({}, account)
    for subject, limit in limits.items():
        taken = fetch_row(TAKE, {"subject": subject, "limit": limit, "window": WINDOW})
        if taken is None:
            place.give_back()
            raise refusal(subject)
        place.taken[subject] = taken[0]
    return place


def take_place_of_address(caller: Caller, what: str) -> Place:
    """For what somebody does of whom nothing but the address is known yet."""
    subject = subject_of(f"{what} {network_of(caller.address or '')}")
    taken = fetch_row(TAKE, {"subject": subject, "limit": OF_ADDRESS, "window": WINDOW})
    if taken is None:
        raise refusal(subject)
    return Place({subject: taken[0]}, subject)


def refusal(subject: bytes) -> TooManyFailures:
    # Without a row somebody has just signed in, and there are places again.
    row = fetch_row(TELL, {"subject": subject, "window": WINDOW}) or (None, False)
    return TooManyFailures(max(1, ceil(row[0] or 0)), is_news=row[1])


def account_of(email: str) -> bytes:
    """The same for an account and for none, or the limit would tell which accounts there are.

    By the database's own lower case, by which accounts are found: another one would give the
    letters that the two fold differently a count of their own.
    """
    lowered = db.session.scalar(select(func.lower(email.strip()))) or ""
    return subject_of(f"account {lowered}")


def subject_of(what: str) -> bytes:
    """Short, and no e-mail address for whoever looks into the table."""
    return hashlib.sha256(what.encode(errors="replace")).digest()


def network_of(address: str) -> str:
    """The first half of an IPv6 address, whose second half its owner chooses as he likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return IPv6Address(int(found) >> 64 << 64).compressed
    return str(getattr(found, "ipv4_mapped", None) or found)


def in_words(seconds: int) -> str:
    return "a minute" if seconds <= 60 else f"{ceil(seconds / 60)} minutes"


def delete_expired() -> int:
    """Subjects that have all their places again; how many went."""
    gone = delete(SignInAttempt).where(SignInAttempt.expires_at < now())
    return len(db.session.scalars(gone.returning(SignInAttempt.subject)).all())
