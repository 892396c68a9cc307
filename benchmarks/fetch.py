"""The fetch of one prompt by name, against the least that Flask can do with one SELECT."""

from __future__ import annotations

import urllib.request
from urllib.parse import quote

from benchmarks.load import WRK, Measured
from benchmarks.report import compare, show, show_ratio
from benchmarks.seeding import name_of
from benchmarks.stage import Program, Stage

LEAST = 0.6
PATH = f"/api/prompts/by-name/{quote(name_of(1))}"


def run(stage: Stage, rounds: int, seconds: float) -> None:
    if not WRK:
        print("Without wrk the load takes more of the cores than the server: trust the CPU.")
    with (
        stage.serve() as ours,
        stage.serve("benchmarks.reference:app", VERSION_ID=stage.active_version) as reference,
    ):
        targets = [
            stage.target("Flask, one SELECT", reference, "/version"),
            stage.target("fetch by name", ours, PATH),
            stage.target("the same, 304", ours, PATH, If_None_Match=etag(stage, ours)),
        ]
        for connections in (1, 8):
            results = compare(targets, connections, rounds, seconds, rate=True)
            show(f"Fetch, {connections} connection(s)", results)
            base, fetched, known = (results[target.name] for target in targets)
            show_ratio("rate, fetch to one SELECT", fetched.rate / base.rate, least=LEAST)
            show_ratio("CPU, one SELECT to fetch", cpu(base) / cpu(fetched), least=LEAST)
            show_ratio("CPU, 200 to 304", cpu(fetched) / cpu(known), least=0.9)


def etag(stage: Stage, ours: Program) -> str:
    request = urllib.request.Request(ours.url + PATH, headers=stage.headers)
    with urllib.request.urlopen(request) as answer:
        return str(answer.headers["ETag"])


def cpu(measured: Measured) -> float:
    return measured.server_us + measured.database_us
