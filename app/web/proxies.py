"""Whose address it is behind proxies: each is believed only about who connected to it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Networks = Sequence[IPv4Network | IPv6Network]


def client_address(peer: str | None, forwarded: str, trusted: Networks) -> str | None:
    """From the right of `X-Forwarded-For`, the first address that is no trusted proxy's.

    What stands left of it was said by somebody who is not trusted, and counts for nothing. An
    entry that is no address ends the walk at the proxy that wrote it.
    """
    found = peer
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    while hops and is_trusted(found, trusted):
        hop = without_port(hops.pop())
        if hop is None:
            break
        found = hop
    return found


def is_trusted(address: str | None, trusted: Networks) -> bool:
    plain = without_port(address or "")
    return plain is not None and any(ip_address(plain) in network for network in trusted)


def without_port(hop: str) -> str | None:
    """The address alone, as some proxies write `10.0.0.1:5000` and `[::1]:5000`."""
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        found = ip_address(hop)
    except ValueError:
        return None
    return str(found.ipv4_mapped or found) if isinstance(found, IPv6Address) else str(found)
