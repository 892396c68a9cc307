"""What a provider publishes: its addresses and its keys. Fetched when needed, kept for an hour."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.oidc.refusals import ProviderAway, ProviderUnusable

KEPT_S = 3600
TIMEOUT_S = (3.05, 5)
MOST_BYTES = 1024 * 1024
WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

# A provider that stands still must not keep every thread of ours waiting.
asking = threading.BoundedSemaphore(4)


@dataclass
class Documents:
    """Of one provider, for all threads of a process; two that fetch at once do no harm."""

    issuer: str
    name: str
    kept: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        address = self.issuer.rstrip("/") + WELL_KNOWN
        return self.fetched(address, self.checked)  # type: ignore[no-any-return]

    def keys(self, *, anew: bool = False) -> KeySet:
        address = str(self.metadata()["jwks_uri"])
        if anew:
            self.kept.pop(address, None)
        return self.fetched(address, self.as_keys)  # type: ignore[no-any-return]

    def fetched(self, address: str, shape: Any) -> Any:
        until, found = self.kept.get(address, (0.0, None))
        if until < time.monotonic():
            found = shape(self.get(address))
            self.kept[address] = (time.monotonic() + KEPT_S, found)
        return found

    def get(self, address: str, access_token: str | None = None) -> dict[str, Any]:
        """The JSON object at an address of the provider's."""
        headers = {"Accept": "application/json"}
        if access_token:
            headers["Authorization"] = f"Bearer {access_token}"
        with (
            self.patience(),
            requests.get(
                address, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, stream=True
            ) as answer,
        ):
            if answer.status_code != 200:
                raise self.failed(answer.status_code, address)
            content = self.content_of(answer, address)
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self.unusable(f"{address} is not a JSON object")
        return found

    def content_of(self, answer: requests.Response, address: str) -> bytes:
        content = b""
        for part in answer.iter_content(64 * 1024):
            content += part
            if len(content) > MOST_BYTES:
                raise self.unusable(f"{address} is larger than {MOST_BYTES} bytes")
        return content

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Around whatever asks the provider: its silence becomes `ProviderAway`."""
        if not asking.acquire(timeout=TIMEOUT_S[1]):
            raise self.away()
        try:
            yield
        except (requests.RequestException, OSError) as error:
            raise self.away() from error
        finally:
            asking.release()

    def checked(self, found: dict[str, Any]) -> dict[str, Any]:
        if found.get("issuer") != self.issuer:
            raise self.unusable(
                f"it calls itself {str(found.get('issuer'))[:200]!r},"
                f" which OIDC_ISSUER must say exactly instead of {self.issuer!r}"
            )
        scheme = self.issuer.partition(":")[0]
        schemes = ("https://",) if scheme == "https" else ("https://", "http://")
        for name in NEEDED:
            if not str(found.get(name, "")).startswith(schemes):
                raise self.unusable(f"its {name} is missing or is no {scheme} address")
        return found

    def as_keys(self, found: dict[str, Any]) -> KeySet:
        try:
            return KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise self.unusable("its keys cannot be read") from error

    def failed(self, status: int, address: str) -> ProviderAway | ProviderUnusable:
        if status >= 500 or status == 429:
            return self.away()
        return self.unusable(f"{address} answered {status}")

    def away(self) -> ProviderAway:
        return ProviderAway(
            f"{self.name} does not answer; try again in a moment, and if that does not help,"
            " tell whoever runs it.",
            retry=True,
            retry_after=10,
        )

    def unusable(self, why: str) -> ProviderUnusable:
        return ProviderUnusable(
            f"{self.name} cannot be used to sign in: {why}. Tell whoever runs this installation.",
            retry=False,
        )
