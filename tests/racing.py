"""Several who act at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from app.db import transaction
from app.errors import Conflict


def outcomes_at_once(app: Flask, actions: Sequence[Callable[[], Any]]) -> list[str]:
    """Each in a transaction of its own: `done`, or the code of the conflict it was refused by."""

    def outcome(action: Callable[[], Any]) -> str:
        with app.app_context():
            try:
                with transaction():
                    action()
            except Conflict as refused:
                return refused.code
            return "done"

    with ThreadPoolExecutor(len(actions)) as pool:
        return sorted(pool.map(outcome, actions))
