"""What is sent: one request, and the one that follows when the answer points elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urljoin

import httpcore2

from app.outbound.refusals import OutboundRefused
from app.outbound.urls import Target, target_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)
VALUE = re.compile(r"([!-~]([ -~]*[!-~])?)?")

# They frame the message or say whose it is; a second reading of them must not be possible.
OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "keep-alive"}
    | {"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
# Vendors name their credentials as they like, so across origins goes only what is none.
HARMLESS = frozenset({"accept", "accept-language", "user-agent"})


@dataclass(frozen=True)
class Call:
    """`headers` are in lower case."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes | None

    @classmethod
    def to(
        cls, method: str, url: str, headers: Mapping[str, str] | None, body: bytes | None
    ) -> Self:
        if method not in METHODS:
            raise OutboundRefused(f"The method is one of {', '.join(sorted(METHODS))}.")
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        for name, value in lower.items():
            _check_header(name, value)
        return cls(method, target_of(url), {"user-agent": "Promptside", **lower}, body)

    def request(self) -> httpcore2.Request:
        target = self.target
        ours = {"host": target.authority, "accept-encoding": "identity", "connection": "close"}
        url = httpcore2.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        if self.body or self.method in WITH_BODY:
            ours["content-length"] = str(len(self.body or b""))
        return httpcore2.Request(
            self.method, url, headers=[*ours.items(), *self.headers.items()], content=self.body
        )

    def redirected(self, status: int, location: str | None) -> Call | None:
        """The call that follows; `None` if the answer is meant for the caller."""
        if status not in REDIRECTS or location is None:
            return None
        call = replace(self, target=target_of(urljoin(self.target.url, location)))
        if self.method != "HEAD" and (status == 303 or (status < 303 and self.method == "POST")):
            kept = {k: v for k, v in self.headers.items() if not k.startswith("content-")}
            call = replace(call, method="GET", headers=kept, body=None)
        return call if call.target.origin == self.target.origin else call._stripped(self)

    def _stripped(self, before: Call) -> Call:
        if self.body:
            raise OutboundRefused(
                f"{before.target.host} passes on what is sent to it to another host:"
                " write the URL it passes on to, if that is where it should go."
            )
        harmless = {k: v for k, v in self.headers.items() if k in HARMLESS}
        return replace(self, headers=harmless)


def _check_header(name: str, value: str) -> None:
    if not NAME.fullmatch(name) or not VALUE.fullmatch(value):
        raise OutboundRefused("A header is not valid: write its name and value in one line, ASCII.")
    if name in OURS:
        raise OutboundRefused(f"The header {name} is set when the call is made: leave it out.")
