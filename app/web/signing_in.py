"""Signing in at either door, the API's and the panel's."""

from __future__ import annotations

from app.db import transaction
from app.models import User
from app.services.access import sessions
from app.services.access.attempts import TooManyFailures
from app.web import identity
from app.web.session_cookie import session_token


def sign_in(email: str, password: str) -> tuple[User, str] | None:
    """The person and a token in place of the one the browser came with; None if refused.

    That an account or an address has no places left is told to the audit once in a window,
    by a transaction of its own.
    """
    caller = identity.stranger()
    try:
        with transaction():
            return sessions.sign_in(caller, email, password, instead_of=session_token())
    except TooManyFailures as refusal:
        if refusal.is_news:
            with transaction():
                sessions.note_throttled(caller, email)
        raise
