"""Closed-loop load over kept-alive connections, and what each request cost in CPU."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

import psutil


@dataclass(frozen=True)
class Target:
    """Addresses to GET in turn, and the processes that answer."""

    name: str
    url: str
    paths: tuple[str, ...]
    server: int
    database: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What one round showed. CPU is in microseconds a request."""

    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    server_us: float
    database_us: float


WRK = shutil.which("wrk")
"""Takes next to nothing from the two cores, but asks for one address and tells no p95."""


def drive(target: Target, connections: int, seconds: float, *, rate: bool = False) -> Measured:
    """Where the rate matters by wrk if it is installed, else by threads of ours."""
    before = cpu_of(target.server), cpu_of(target.database)
    if rate and WRK:
        count, times, per_second = by_wrk(WRK, target, connections, seconds)
    else:
        count, times, per_second = by_threads(target, connections, seconds)
    used = cpu_of(target.server) - before[0], cpu_of(target.database) - before[1]
    return Measured(per_second, *times, used[0] / count * 1e6, used[1] / count * 1e6)


def cpu_of(pid: int) -> float:
    """Seconds of a process and all below it, those that ended included."""
    top = psutil.Process(pid)
    total = 0.0
    for process in [top, *top.children(recursive=True)]:
        try:
            spent = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


def by_wrk(
    wrk: str, target: Target, connections: int, seconds: float
) -> tuple[int, tuple[float, float, float], float]:
    headers = [
        word for name, value in target.headers.items() for word in ("-H", f"{name}: {value}")
    ]
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", *headers]
    said = subprocess.run(
        [*command, target.url + target.paths[0]], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{target.name} did not answer everything with 200:\n{said}")
    spread = {name: in_ms(value) for name, value in re.findall(r"^ +(\d\d)% +(\S+)$", said, re.M)}
    count = int(re.search(r"(\d+) requests in", said)[1])
    rate = float(re.search(r"Requests/sec:\s+(\S+)", said)[1])
    return count, (spread["50"], float("nan"), spread["99"]), rate


def in_ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def by_threads(
    target: Target, connections: int, seconds: float
) -> tuple[int, tuple[float, float, float], float]:
    took: list[float] = []
    requests = cycle([request_of(target, path) for path in target.paths])
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        asking = [pool.submit(ask_until, target, requests, until, took) for _ in range(connections)]
    elapsed = time.perf_counter() - began
    for future in asking:
        future.result()
    return len(took), in_order(took), len(took) / elapsed


def in_order(took: list[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds."""
    times = sorted(took)
    p50, p95, p99 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95, 0.99))
    return p50, p95, p99


def request_of(target: Target, path: str) -> bytes:
    host = urlsplit(target.url).netloc
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in target.headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def ask_until(target: Target, requests: Iterable[bytes], until: float, took: list[float]) -> None:
    address = urlsplit(target.url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            began = time.perf_counter()
            if began > until:
                return
            connection.sendall(request)
            read_answer(connection, target.name)
            took.append(time.perf_counter() - began)


def read_answer(connection: socket.socket, name: str) -> bytes:
    got = connection.recv(65536)
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 304"):
        return b""
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{name} answered {head.splitlines()[0]!r}")
    length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
    parts, have = [body], len(body)
    while have < length:
        parts.append(connection.recv(1 << 20))
        have += len(parts[-1])
    return b"".join(parts)
