"""The internal targets that an operator lets calls go to: `OUTBOUND_ALLOWED`, understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self, TypeVar

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Read = TypeVar("Read")

LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(\.{LABEL})*", re.ASCII)
# `127.1`, `2130706433`, `0x7f.1`: resolvers read as an address what no longer looks like one.
NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)", re.ASCII)
ENTRY = re.compile(r"(\[(?P<six>[^\[\]]+)\]|(?P<host>[^:\[\]]+))(:(?P<port>[0-9]{1,5}))?", re.ASCII)


def is_name(host: str) -> bool:
    """Whether it is a name in lower case, which no resolver takes for a number."""
    return bool(NAME.fullmatch(host)) and not NUMBER.fullmatch(host)


@dataclass(frozen=True)
class AllowList:
    """Names and ranges of addresses, each at one port or, without one, at any."""

    names: frozenset[tuple[str, int | None]] = frozenset()
    ranges: tuple[tuple[Network, int | None], ...] = ()

    @classmethod
    def parse(cls, written: str) -> Self:
        """Entries by commas: `host`, `host:port`, an address or a CIDR range. Else `ValueError`."""
        names: set[tuple[str, int | None]] = set()
        ranges: list[tuple[Network, int | None]] = []
        for entry in filter(None, (part.strip().lower() for part in written.split(","))):
            host, port = _split(entry)
            if isinstance(host, str):
                names.add((host, port))
            else:
                ranges.append((host, port))
        return cls(frozenset(names), tuple(ranges))

    def has_name(self, host: str, port: int) -> bool:
        return bool(self.names & {(host, port), (host, None)})

    def has_address(self, address: Address, port: int) -> bool:
        return any(address in network for network, at in self.ranges if at in (None, port))

    def has_exactly(self, address: Address, port: int) -> bool:
        """Whether the address itself is listed, and not only a range around it."""
        alone = {ip_network(address)}
        return any(network in alone for network, at in self.ranges if at in (None, port))


def _split(entry: str) -> tuple[Network | str, int | None]:
    if network := _read(ip_network, entry):
        return network, None
    if not (parts := ENTRY.fullmatch(entry)):
        raise ValueError(entry)
    port = int(parts["port"]) if parts["port"] else None
    host = parts["six"] or parts["host"]
    if port is not None and not 1 <= port <= 65535:
        raise ValueError(entry)
    if address := _read(ip_address, host):
        return ip_network(address), port
    if parts["six"] or not is_name(host):
        raise ValueError(entry)
    return host, port


def _read(reader: Callable[[str], Read], text: str) -> Read | None:
    try:
        return reader(text)
    except ValueError:
        return None
