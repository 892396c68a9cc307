"""Lists, deep pages and searches of a large registry, one after the other."""

from __future__ import annotations

import re
import urllib.request
from urllib.parse import urlencode

from benchmarks.load import Target
from benchmarks.report import compare, show, show_most, steps
from benchmarks.stage import Program, Stage

API_MS, ADMIN_MS = 60, 100
DEEP_PAGES = 20


def run(stage: Stage, rounds: int, seconds: float) -> None:
    with stage.serve() as ours:
        for kind, cases, most_ms in (
            ("Lists", api(stage, ours), API_MS),
            ("Admin lists", panel(stage, ours), ADMIN_MS),
        ):
            results = compare(cases, 1, rounds, seconds)
            show(f"{kind} of {stage.seed.prompts} prompts, 1 connection", results)
            for name, measured in results.items():
                show_most(f"p95, {name}", measured.p95_ms, most_ms)


def api(stage: Stage, ours: Program) -> list[Target]:
    """Every request asks for another page or another text."""
    numbers = list(steps(stage.seed.prompts // 10, 200))
    searches = {
        "search, 10 hits": [f"Case {number:04d}," for number in numbers],
        "search by name, 1 hit": [f"-{number * 10:05d}" for number in numbers],
        "search, everything matches": ["assistant", "careful", "Context"],
        "search, nothing matches": [f"nobody wrote {number}" for number in numbers],
        "search, 2 characters": [f"{number:02d}" for number in range(40)],
    }
    pages = [f"tag=team-{number:02d}" for number in range(40)]
    return [
        stage.target("list", ours, LIST, f"{LIST}?limit=50"),
        stage.target(
            "list without bodies", ours, f"{LIST}?body=false", f"{LIST}?body=false&limit=50"
        ),
        stage.target("list, 100 rows", ours, f"{LIST}?limit=100", f"{LIST}?limit=99"),
        stage.target("deep pages by cursor", ours, *deep_pages(stage, ours)),
        stage.target("list by tag", ours, *(f"{LIST}?{page}" for page in pages)),
        *(
            stage.target(name, ours, *(f"{LIST}?{urlencode({'q': text})}" for text in texts))
            for name, texts in searches.items()
        ),
    ]


LIST = "/api/prompts"
PANEL = "/admin/prompts/"


def panel(stage: Stage, ours: Program) -> list[Target]:
    """The lists that grow with the prompts, with their facets and counts."""
    texts = [f"q=Case+{number:04d}," for number in steps(stage.seed.prompts // 10, 200)]
    tags = [f"tag=team-{number:02d}" for number in range(40)]
    return [
        stage.panel_target("admin: dashboard", ours, "/admin/", "/admin/?again"),
        stage.panel_target("admin: prompts", ours, PANEL, f"{PANEL}?state=behind"),
        stage.panel_target("admin: prompts by name", ours, f"{PANEL}?order=name"),
        stage.panel_target("admin: prompts, search", ours, *(f"{PANEL}?{text}" for text in texts)),
        stage.panel_target("admin: prompts by tag", ours, *(f"{PANEL}?{tag}" for tag in tags)),
        stage.panel_target("admin: versions", ours, "/admin/versions/"),
        stage.panel_target("admin: releases", ours, "/admin/releases/"),
        *(
            stage.panel_target(f"admin: {noun}", ours, f"/admin/{noun}/")
            for noun in ("audit", "people", "sessions", "keys", "projects", "jobs")
        ),
    ]


def deep_pages(stage: Stage, ours: Program) -> list[str]:
    """Follows the `Link` headers to the far half of the list, and takes the last few pages."""
    path, found = f"{LIST}?limit=100", []
    while path:
        request = urllib.request.Request(ours.url + path, headers=stage.headers)
        with urllib.request.urlopen(request) as answer:
            link = re.match(r"<(.+?)>", answer.headers["Link"] or "")
        path = link[1] if link else ""
        found.append(path)
    pages = found[len(found) // 2 : -1][-DEEP_PAGES:]
    return [page.replace("limit=100", "limit=50") for page in pages]
