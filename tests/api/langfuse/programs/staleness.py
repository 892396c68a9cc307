"""A Python program that goes on while the server is away. A line comes in, a version goes out:
for `away` the one it has after a refresh has failed, for a number that one, once it comes.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable

from langfuse import Langfuse

LIMIT_S = 60
langfuse = Langfuse()
failed = threading.Event()


class Listener(logging.Handler):
    """The library refreshes in the background, and tells its log alone that it could not."""

    def emit(self, record: logging.LogRecord) -> None:
        failed.set()


def served() -> int:
    return langfuse.get_prompt("greet", cache_ttl_seconds=1).version


def ask_until(is_so: Callable[[int], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not is_so(served()):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def has_come(word: str) -> Callable[[int], bool]:
    return lambda version: failed.is_set() if word == "away" else version == int(word)


logging.getLogger("langfuse").addHandler(Listener(logging.ERROR))
langfuse.create_prompt(name="greet", prompt="1", labels=["production"])
print(served(), flush=True)
for line in sys.stdin:
    ask_until(has_come(line.strip()))
    print(served(), flush=True)
