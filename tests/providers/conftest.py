"""A scripted server of a model on loopback, and how to call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.allow_list import AllowList
from app.providers import Completion, Delta, Endpoint, Request, stream
from tests.outbound.servers import Server, serving

LOOPBACK = AllowList.parse("127.0.0.1")
Ask = Callable[..., Iterator[Delta | Completion]]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as serving_one:
        yield serving_one


@pytest.fixture
def ask(server: Server) -> Ask:
    def ask(
        key: str | None = "sk-secret-1234",
        allowed: AllowList = LOOPBACK,
        timeout_s: float = 5,
        **parameters: Any,
    ) -> Iterator[Delta | Completion]:
        endpoint = Endpoint(f"http://{server.here}/v1", key, allowed, timeout_s)
        request = Request([{"role": "user", "content": "Hi"}], "m", parameters)
        return stream("openai", endpoint, request)

    return ask
