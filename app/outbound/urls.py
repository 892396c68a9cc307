"""A URL as somebody wrote it → scheme, host, port and path, or a refusal of its form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from app.allow_list import Address, is_name
from app.outbound.refusals import OutboundRefused

LONGEST = 8_192
PORTS = {"http": 80, "https": 443}
# One strict reading of our own: what two parsers read differently is how such checks are passed.
URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<target>[^#]*)(#.*)?", re.I | re.ASCII
)
AUTHORITY = re.compile(
    r"(\[(?P<six>[0-9a-f:.]+)\]|(?P<host>[a-z0-9_.-]+))(:(?P<port>[0-9]{1,5}))?", re.I | re.ASCII
)
VISIBLE = re.compile(r"[!-~]*")


@dataclass(frozen=True)
class Target:
    """`host` is in lower case, an IPv6 address without its brackets; `path` has the query."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def target_of(url: str) -> Target:
    if len(url) > LONGEST:
        raise OutboundRefused(f"The URL is longer than {LONGEST} characters: write a shorter one.")
    if not VISIBLE.fullmatch(url) or "\\" in url:
        raise OutboundRefused(
            "The URL contains spaces, a backslash or letters beyond ASCII: percent-encode them,"
            " and write the name of the host in its xn-- form."
        )
    parts = URL.fullmatch(url)
    if not parts:
        raise OutboundRefused("Write a whole URL, such as https://example.com/path.")
    if "@" in parts["authority"]:
        raise OutboundRefused("The URL contains a user or password: send them in a header instead.")
    return _target(parts["scheme"].lower(), parts["authority"], parts["target"])


def _target(scheme: str, authority: str, path: str) -> Target:
    parts = AUTHORITY.fullmatch(authority.lower())
    if not parts:
        raise OutboundRefused("The URL names no host that exists: write it as in example.com:8443.")
    port = int(parts["port"] or PORTS[scheme])
    if not 1 <= port <= 65535:
        raise OutboundRefused("The port of the URL is not one: write a number from 1 to 65535.")
    host, address = _host(parts["six"], (parts["host"] or "").removesuffix("."))
    return Target(scheme, host, port, path if path.startswith("/") else f"/{path}", address)


def _host(six: str | None, written: str) -> tuple[str, Address | None]:
    """A name as it is, or an address in its one usual form."""
    if not six and is_name(written):
        return written, None
    try:
        address: Address = IPv6Address(six) if six else IPv4Address(written)
    except ValueError:
        raise OutboundRefused(
            "The host of the URL is no name and no address in its usual form:"
            " write it as in example.com, 192.0.2.1 or [2001:db8::1]."
        ) from None
    return str(address), address
