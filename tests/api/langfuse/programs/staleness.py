"""A Python program that goes on while the server is away. A line comes in, a version goes out."""

import sys
import time

from langfuse import Langfuse

langfuse = Langfuse()
langfuse.create_prompt(name="greet", prompt="1", labels=["production"])
print(langfuse.get_prompt("greet", cache_ttl_seconds=1).version, flush=True)
for line in sys.stdin:
    wanted = int(line)
    deadline = time.monotonic() + 30
    while (found := langfuse.get_prompt("greet", cache_ttl_seconds=1).version) != wanted:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(1.1)  # Longer than it is kept, so that the next question starts a refresh.
    print(langfuse.get_prompt("greet", cache_ttl_seconds=1).version, flush=True)
