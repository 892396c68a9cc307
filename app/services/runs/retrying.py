"""Whether a call that failed is made again, and when."""

from __future__ import annotations

import random

from app.providers import ProviderFailed

MOST_ATTEMPTS = 4
FIRST_PAUSE_S = 1.0
GROWS_BY = 4.0
LONGEST_PAUSE_S = 120.0
"""Who asks to be left alone for longer is not waited for."""


def pause_s(error: ProviderFailed, attempt: int, left_s: float) -> float | None:
    """Seconds until the next attempt, or None if there is none: the pauses grow from 1 s to 16 s,
    and are as long as the provider asks (`Retry-After`) if that is longer.

    `attempt` is the number of the one that failed, `left_s` what is left of the run's time.
    """
    if not may_help(error) or attempt >= MOST_ATTEMPTS:
        return None
    # Spread out, so that those who failed together do not come back together.
    spread = random.uniform(0.8, 1.2)  # noqa: S311
    pause = FIRST_PAUSE_S * GROWS_BY ** (attempt - 1) * spread
    pause = max(pause, error.retry_after_s or 0.0)
    return pause if pause <= min(LONGEST_PAUSE_S, left_s) else None


def may_help(error: ProviderFailed) -> bool:
    """An answer that is none may be a proxy's that is about to be replaced."""
    return error.retryable or error.kind == "garbage"
