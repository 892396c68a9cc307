"""Sixteen writers at once: on one prompt, where they queue, against a prompt for each."""

from __future__ import annotations

import http.client
import json
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.load import Measured, cpu_of, in_order
from benchmarks.report import median, show, show_ratio
from benchmarks.stage import Program, Stage

WRITERS, EACH = 16, 100
LEAST = 0.5
CASES = {"one prompt": 1, "a prompt for each": WRITERS}


def run(stage: Stage, rounds: int, seconds: float) -> None:
    """A round is as long as the saves take; every one of them must be answered 201."""
    seen: dict[str, list[Measured]] = defaultdict(list)
    with stage.serve() as ours:
        for number in range(max(1, rounds // 3)):
            for case in list(CASES) if number % 2 == 0 else list(CASES)[::-1]:
                seen[case].append(save(stage, ours, CASES[case]))
    results = {case: median(seen[case]) for case in CASES}
    show(f"{WRITERS} writers × {EACH} saves", results)
    one, many = results.values()
    show_ratio("rate, one prompt to a prompt for each", one.rate / many.rate, least=LEAST)


def save(stage: Stage, ours: Program, prompts: int) -> Measured:
    first = Client(stage, ours)
    body = {"content": "The first"}
    ids = [first.post("", {"name": uuid4().hex, **body})["id"] for _ in range(prompts)]
    numbers: dict[str, list[int]] = {id_: [] for id_ in ids}
    took: list[float] = []
    before, began = (cpu_of(ours.pid), cpu_of(stage.postmaster)), time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [
            pool.submit(write, Client(stage, ours), ids[number % prompts], numbers, took)
            for number in range(WRITERS)
        ]
    elapsed = time.perf_counter() - began
    for future in writing:
        future.result()
    used = cpu_of(ours.pid) - before[0], cpu_of(stage.postmaster) - before[1]
    check(numbers, WRITERS * EACH // prompts)
    count = WRITERS * EACH
    return Measured(count / elapsed, *in_order(took), *(cpu / count * 1e6 for cpu in used))


def check(numbers: dict[str, list[int]], saves: int) -> None:
    """2, 3, 4 … in each prompt: no gap, no duplicate, none missing."""
    for prompt, given in numbers.items():
        if sorted(given) != list(range(2, saves + 2)):
            raise RuntimeError(f"the numbers of {prompt} are wrong: {sorted(given)}")


def write(client: Client, prompt: str, numbers: dict[str, list[int]], took: list[float]) -> None:
    for _ in range(EACH):
        began = time.perf_counter()
        saved = client.post(f"/{prompt}/versions", {"content": uuid4().hex})
        took.append(time.perf_counter() - began)
        numbers[prompt].append(saved["version"])


class Client:
    """One kept-alive connection."""

    def __init__(self, stage: Stage, ours: Program) -> None:
        self.headers = stage.headers | {"Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection(urlsplit(ours.url).netloc, timeout=60)

    def post(self, path: str, body: Any, wanted: int = 201) -> Any:
        self.connection.request("POST", f"/api/prompts{path}", json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != wanted:
            raise RuntimeError(f"{answer.status} {text!r}")
        return json.loads(text)
