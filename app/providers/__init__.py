"""Model vendors: a file a vendor, and the list of them. None knows a database."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from importlib import import_module

from app.providers.completions import Completion, Delta, Endpoint, Request, Usage
from app.providers.failures import KINDS, ProviderFailed

__all__ = [
    "KINDS",
    "PROVIDERS",
    "Completion",
    "Delta",
    "Endpoint",
    "Provider",
    "ProviderFailed",
    "Request",
    "Usage",
    "stream",
]


@dataclass(frozen=True)
class Provider:
    """`module` is imported at the first call: an SDK takes a second of processor time to load."""

    module: str
    base_url: str | None
    """Where calls go if a connection names nothing else; `None` for one that makes no calls."""


PROVIDERS = {
    "echo": Provider("app.providers.echo", None),
    "openai": Provider("app.providers.openai", "https://api.openai.com/v1"),
}


def stream(
    provider: str, endpoint: Endpoint, request: Request
) -> Generator[Delta | Completion, None, None]:
    """The answer piece by piece, then exactly one `Completion`; or `ProviderFailed`.

    It begins with the first piece asked for. Closing it ends the call.
    """
    if provider not in PROVIDERS:
        raise ProviderFailed(
            "invalid", f"There is no provider {provider!r}: use one of {', '.join(PROVIDERS)}."
        )
    known = PROVIDERS[provider]
    endpoint = replace(endpoint, base_url=endpoint.base_url or known.base_url)
    answer: Generator[Delta | Completion, None, None] = import_module(known.module).stream(
        endpoint, request
    )
    return answer
