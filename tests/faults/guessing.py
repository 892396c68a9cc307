"""A process that tries wrong passwords, as one of many. It writes a letter to a file for every
password that really reached the hash, and at its end how it was answered.

Usage: python -m tests.faults.guessing TRIES FILE ADDRESS [ACCOUNT]
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app import create_app
from app.services.access import hashing

THREADS = 4


class CountingHasher:
    """The real one, and each of its verifications is noted where all processes note theirs."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def verify(self, *given: Any) -> bool:
        os.write(self.file, b"x")
        return real.verify(*given)


def main(tries: str, path: str, address: str, account: str | None = None) -> None:
    hashing.hasher = CountingHasher(path)  # type: ignore[assignment]
    app = create_app()

    def guess(number: int) -> int:
        email = account or f"{os.getpid()}-{number}@example.com"
        return (
            app.test_client()
            .post(
                "/api/login",
                json={"email": email, "password": f"wrong password {number}"},
                environ_base={"REMOTE_ADDR": address},
            )
            .status_code
        )

    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as pool:
        print(json.dumps(Counter(pool.map(guess, range(int(tries))))))


if __name__ == "__main__":
    real = hashing.hasher
    main(*sys.argv[1:])
