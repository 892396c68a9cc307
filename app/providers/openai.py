"""Any server that speaks OpenAI's chat completions, by OpenAI's own SDK."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpx2
import openai

from app.errors import UpstreamFailed
from app.outbound import OutboundRefused
from app.outbound.transports import Guarded
from app.providers.chunks import Answer, completion_of
from app.providers.completions import Completion, Delta, Endpoint, Request
from app.providers.failures import ProviderFailed
from app.providers.refusals import status_failed, stream_failed

# At their finest level they write down what is sent, and above it a line for every call.
for talkative in ("openai", "httpx2"):
    logging.getLogger(talkative).setLevel(logging.WARNING)

PATH = "/chat/completions"
LIMIT_BYTES = 16 * 1024 * 1024
OURS = frozenset({"messages", "model", "n", "stream", "stream_options"})
SENT = frozenset({"accept", "content-type", "user-agent"})
"""Headers of the SDK that go out; it would add what it finds in the environment."""


def stream(endpoint: Endpoint, request: Request) -> Generator[Delta | Completion, None, None]:
    body = _body(request)
    with _explained(endpoint.api_key), _client(endpoint) as client:
        try:
            yield from _streamed(client, body)
        except openai.APIStatusError as error:
            if error.status_code not in (400, 422) or "stream" not in str(error.body):
                raise
            # It knows no streaming, or no `stream_options`; so once more without.
            yield from _whole(client, body)


def _body(request: Request) -> dict[str, Any]:
    model = request.model or request.parameters.get("model")
    if not model or not isinstance(model, str):
        raise ProviderFailed("invalid", "No model is named: write `model`, such as gpt-5-mini.")
    if request.parameters.get("n", 1) != 1:
        raise ProviderFailed("invalid", "n: one answer is kept, so leave it out.")
    asked = {k: v for k, v in request.parameters.items() if k not in OURS}
    body = {"model": model, "messages": request.messages, **asked}
    try:
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise ProviderFailed(
            "invalid", "The messages or parameters are no JSON: correct what is in them."
        ) from error
    return body


@contextmanager
def _client(endpoint: Endpoint) -> Iterator[openai.OpenAI]:
    """Without what the SDK does by itself: it neither tries again nor reads the environment."""
    key = endpoint.api_key

    def only_ours(request: httpx2.Request) -> None:
        sent = {name: value for name, value in request.headers.items() if name in SENT}
        request.headers = httpx2.Headers(sent | ({"authorization": f"Bearer {key}"} if key else {}))

    carried = httpx2.Client(
        transport=Guarded(
            endpoint.allowed,
            limit_bytes=LIMIT_BYTES,
            timeout_s=endpoint.timeout_s,
            hang_up=endpoint.hang_up,
        ),
        event_hooks={"request": [only_ours]},
        trust_env=False,
    )
    with openai.OpenAI(
        api_key="set above", base_url=endpoint.base_url, max_retries=0, http_client=carried
    ) as client:
        yield client


def _streamed(client: openai.OpenAI, body: dict[str, Any]) -> Iterator[Delta | Completion]:
    began = monotonic()
    asked = {**body, "stream": True, "stream_options": {"include_usage": True}}
    with client.post(
        PATH, cast_to=object, body=asked, stream=True, stream_cls=openai.Stream[Any]
    ) as chunks:
        kind = chunks.response.headers.get("content-type", "")
        if not kind.startswith("text/event-stream"):
            yield from _in_one(chunks.response.read())
            return
        answer, first_token_ms = Answer(), None
        for chunk in chunks:
            text = answer.add(chunk)
            if first_token_ms is None and answer.has_begun:
                first_token_ms = (monotonic() - began) * 1000
            if text:
                yield Delta(text)
    if answer.finish_reason is None:
        raise ProviderFailed("unavailable", "The answer broke off in the middle: try again.")
    yield answer.completion(first_token_ms)


def _whole(client: openai.OpenAI, body: dict[str, Any]) -> Iterator[Delta | Completion]:
    response = client.post(PATH, cast_to=httpx2.Response, body=body)
    yield from _in_one(response.content)


def _in_one(content: bytes) -> Iterator[Delta | Completion]:
    completion = completion_of(json.loads(content))
    if text := completion.message.get("content"):
        yield Delta(text)
    yield completion


@contextmanager
def _explained(key: str | None) -> Iterator[None]:
    """Every failure as a `ProviderFailed`. The SDK's own errors hold the request with its key."""
    try:
        yield
    except ProviderFailed:
        raise
    except OutboundRefused as error:
        raise ProviderFailed("blocked", error.message) from error
    except UpstreamFailed as error:
        late = isinstance(error.__cause__, TimeoutError)
        kind = "timeout" if late else "unavailable" if error.facts["retry"] else "garbage"
        raise ProviderFailed(kind, error.message) from error
    except TimeoutError as error:
        raise ProviderFailed("timeout", "The time limit passed: set a longer one.") from error
    except openai.APIStatusError as error:
        raise status_failed(error.status_code, error.response.headers, error.body, key) from None
    except openai.APIError as error:
        raise stream_failed(error.body, key) from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ProviderFailed(
            "garbage",
            "The answer is none of a chat completion: check that the base URL is that of an"
            " OpenAI-compatible API, usually ending in /v1.",
        ) from error
