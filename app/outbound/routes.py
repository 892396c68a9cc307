"""From a target to the addresses that are called: resolved once, and every one of them checked."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from app.allow_list import Address, AllowList
from app.errors import UpstreamFailed
from app.outbound.addresses import METADATA, is_disguised, is_public, meant_by
from app.outbound.deadlines import Deadline
from app.outbound.refusals import not_public, not_secure
from app.outbound.urls import Target, target_of

Resolve = Callable[[str, int], list[str]]
"""The addresses of a name, in the order in which to try them; `OSError` without any."""


@dataclass(frozen=True)
class Route:
    """`inside`: reached by the allow-list, so that nobody is told why it failed."""

    target: Target
    addresses: tuple[Address, ...]
    inside: bool


def by_the_system(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def route_to(target: Target, allowed: AllowList, resolve: Resolve, deadline: Deadline) -> Route:
    refusal = not_public if target.scheme == "https" else not_secure
    try:
        addresses = _addresses(target, resolve, deadline)
    except TimeoutError:
        raise _unresolved(target) from None
    except OSError as error:
        if error.errno == socket.EAI_AGAIN:
            raise _unresolved(target) from error
        raise refusal(target.host, str(error)) from error
    by_name = allowed.has_name(target.host, target.port)
    if not addresses:
        raise refusal(target.host, "no address")
    for address in addresses:
        if not _may_call(address, target, allowed, by_name):
            raise refusal(target.host, f"has the address {address}")
    inside = by_name or not all(is_public(meant_by(address)) for address in addresses)
    return Route(target, addresses, inside)


def check_url(url: str, allowed: AllowList) -> None:
    """Refuse now what is refused whatever its name leads to; at the call all of it is checked."""
    target = target_of(url)
    refusal = not_public if target.scheme == "https" else not_secure
    if target.address:
        if not _may_call(target.address, target, allowed, False):
            raise refusal(target.host, f"is the address {target.address}")
        return
    may_lead_inside = allowed.has_name(target.host, target.port) or bool(allowed.ranges)
    if target.scheme == "http" and not may_lead_inside:
        raise refusal(target.host, "is not in OUTBOUND_ALLOWED")


def _may_call(address: Address, target: Target, allowed: AllowList, by_name: bool) -> bool:
    meant = meant_by(address)
    if is_disguised(address):
        return False
    if meant in METADATA:
        return allowed.has_exactly(meant, target.port)
    if by_name or allowed.has_address(meant, target.port):
        return True
    return target.scheme == "https" and is_public(meant)


def _addresses(target: Target, resolve: Resolve, deadline: Deadline) -> tuple[Address, ...]:
    if target.address:
        return (target.address,)
    # The system's resolver knows no deadline of ours, so it is left behind when it takes too long.
    found: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            found.put(resolve(target.host, target.port))
        except Exception as error:
            found.put(error)

    Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = found.get(timeout=deadline.left())
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return tuple(map(ip_address, answer))


def _unresolved(target: Target) -> UpstreamFailed:
    return UpstreamFailed(
        f"{target.host} could not be looked up in time: try again later.", retry=True
    )
