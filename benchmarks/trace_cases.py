"""What is asked of a million spans: addresses by what they show, each list to be gone round."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from app.services.paging import Cursor
from benchmarks.report import steps
from benchmarks.tracing import LONG_ID

Cases = dict[str, list[str]]

NOW = datetime.now(UTC)
TRACES, SESSIONS, USAGE = "/api/traces", "/api/sessions", "/api/usage"
PANEL_TRACES, PANEL_SCORES = "/admin/traces/", "/admin/scores/"


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def prompt(number: int) -> str:
    return str(UUID(md5(f"prompt{number}".encode(), usedforsecurity=False).hexdigest()))


def each(path: str, *queries: dict[str, Any]) -> list[str]:
    return [f"{path}?{urlencode(query, doseq=True)}" for query in queries]


def deep(**query: Any) -> list[dict[str, Any]]:
    """Pages of the far end, by cursors such as those that lead there."""
    places = (Cursor(NOW - timedelta(days=25 + n / 10), UUID(int=0)) for n in range(40))
    return [{**query, "cursor": str(place)} for place in places]


def numbers(total: int, count: int = 20) -> list[int]:
    return list(steps(total, count))


def lists() -> Cases:
    prompts = [prompt(number) for number in range(20)]
    users = [f"user-{number}" for number in numbers(5000)]
    tags = [f"team-{number}" for number in range(40)]
    queries: dict[str, list[dict[str, Any]]] = {
        "prompt": [{"prompt": id_} for id_ in prompts],
        "prompt and version": [
            {"prompt": id_, "version": 1 + n % 3} for n, id_ in enumerate(prompts)
        ],
        "prompt and version, 1 hit": [{"prompt": prompts[0], "version": 9}],
        "prompt and version, 0 hits": [{"prompt": id_, "version": 99} for id_ in prompts],
        "model": [{"model": f"model-{n}"} for n in range(5)],
        "model, 1 hit": [{"model": "model-rare"}],
        "model, 0 hits": [{"model": f"nobody-{n}"} for n in range(20)],
        "user": [{"user": user} for user in users],
        "user, 1 hit": [{"user": "user-rare"}],
        "session": [{"session": f"session-{n}"} for n in numbers(25_000)],
        "environment": [{"environment": "production"}, {"environment": "staging"}],
        "environment, 1 hit": [{"environment": "rare"}],
        "release": [{"release": f"1.{n}"} for n in range(40)],
        "tag": [{"tag": tag} for tag in tags],
        "tag, 1 hit": [{"tag": "rare"}],
        "two tags, 0 hits": [{"tag": [tag, "team-0"]} for tag in tags[1:]],
        "level": [{"level": "error"}],
        "kind": [{"kind": "generation"}, {"kind": "agent"}],
        "kind, 1 hit": [{"kind": "tool"}],
        "kind, 0 hits": [{"kind": "reranker"}],
        "name": [{"name": f"answer {n}"} for n in range(10)],
        "time": [{"since": ago(n + 1), "until": ago(n)} for n in range(28)],
        "text": [{"q": f"answer {n}"} for n in range(10)],
        "text, 0 hits": [{"q": f"nobody said {n}"} for n in range(20)],
        "id": [{"q": LONG_ID.hex}],
        "no filter, deep": deep(),
        "model, deep": deep(model="model-1"),
        "level, deep": deep(level="error"),
        "text, deep": deep(q="answer 1"),
        "level and prompt": [{"level": "error", "prompt": id_} for id_ in prompts],
        "level and model": [{"level": "error", "model": f"model-{n}"} for n in range(5)],
        "level and release": [{"level": "error", "release": f"1.{n}"} for n in range(40)],
        "tag and release": [{"tag": tag, "release": f"1.{n}"} for n, tag in enumerate(tags)],
        "prompt and time": [
            {"prompt": id_, "since": ago(n + 2), "until": ago(n + 1)}
            for n, id_ in enumerate(prompts)
        ],
        "level and time": [
            {"level": "error", "since": ago(n + 2), "until": ago(n + 1)} for n in range(20)
        ],
        "model and environment, 0 hits": [{"model": "model-rare", "environment": "staging"}],
        "prompts that exclude each other": [
            {"prompt": id_, "model": f"model-{(n + 1) % 5}"} for n, id_ in enumerate(prompts)
        ],
        "user and model": [
            {"user": user, "model": f"model-{n % 5}"} for n, user in enumerate(users)
        ],
        "user and level": [{"user": user, "level": "error"} for user in users],
        "text and model": [{"q": f"r-{n}1", "model": f"model-{n}"} for n in range(5)],
        "text and level, 0 hits": [{"q": f"nobody said {n}", "level": "error"} for n in range(20)],
        "text and tag, 0 hits": [{"q": "nobody said", "tag": tag} for tag in tags],
    }
    return {
        "no filter": [TRACES, f"{TRACES}?limit=100"],
        **{name: each(TRACES, *asked) for name, asked in queries.items()},
    }


def sessions() -> Cases:
    pages = [{"session_id": f"session-{n}"} for n in numbers(25_000)]
    return {
        "sessions": [SESSIONS, f"{SESSIONS}?limit=100"],
        "by user": each(SESSIONS, *({"user": f"user-{n}"} for n in numbers(5000))),
        "by environment": each(SESSIONS, {"environment": "production"}, {"environment": "staging"}),
        "by environment, 1 hit": each(SESSIONS, {"environment": "rare"}),
        "by environment, 0 hits": each(SESSIONS, {"environment": "nobody"}),
        "by time": each(SESSIONS, *({"since": ago(n + 1), "until": ago(n)} for n in range(28))),
        "a session": each(f"{SESSIONS}/by-id", *pages),
    }


def month(**more: Any) -> dict[str, Any]:
    end = NOW.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    since = end - timedelta(days=30)
    return {"since": since.isoformat(), "until": end.isoformat(), "step": "day", **more}


BY = ("none", "prompt", "version", "model", "environment", "user")


def usage() -> Cases:
    prompts = [prompt(number) for number in range(20)]
    users = [f"user-{number}" for number in numbers(5000)]
    return {
        **{f"by {by}": each(USAGE, month(by=by)) for by in BY},
        "of kind agent": each(USAGE, month(by="none", kind="agent")),
        "of a model": each(USAGE, *(month(by="prompt", model=f"model-{n}") for n in range(5))),
        "of an environment": each(USAGE, month(by="prompt", environment="production")),
        "of a user": each(USAGE, *(month(by="none", user=user) for user in users)),
        "of a prompt, by version": each(USAGE, *(month(by="version", prompt=p) for p in prompts)),
        "of a version": each(USAGE, *(month(prompt=p, version=1) for p in prompts)),
        "7 days by the hour": each(
            USAGE, {"since": ago(7), "until": ago(0), "step": "hour", "by": "prompt"}
        ),
        "scores": each(f"{USAGE}/scores", month()),
        "scores of a version": each(
            f"{USAGE}/scores", *(month(prompt=p, version=1) for p in prompts)
        ),
    }


def dashboard() -> Cases:
    """What the page asks for at once, by what it groups by."""
    return {
        f"by {by}": [
            *each(USAGE, month(by="none"), month(by=by)),
            *each(f"{USAGE}/scores", month()),
        ]
        for by in BY[1:]
    }


def usage_tab() -> Cases:
    """What the tab of a prompt asks for, two of its versions compared."""
    of = {"prompt": prompt(3)}
    compared = [month(**of, by="none", version=version) for version in (1, 2)]
    judged = [month(**of, version=version) for version in (1, 2)]
    asked = each(USAGE, month(**of, by="version"), *compared)
    return {"tab Usage": [*asked, *each(f"{USAGE}/scores", *judged)]}


def long_trace() -> Cases:
    path = f"{TRACES}/{LONG_ID.hex}"
    return {
        "with its spans": [path],
        "one of its spans": [f"{path}/spans/{number:016x}" for number in numbers(1000)],
    }


def panel(project: str) -> Cases:
    prompts = [prompt(number) for number in range(20)]
    long = f"{project}.{LONG_ID}"
    queries: dict[str, list[dict[str, Any]]] = {
        "level": [{"level": "error"}],
        "level, 1 hit": [{"level": "warning"}],
        "environment": [{"environment": "production"}],
        "environment, 1 hit": [{"environment": "rare"}],
        "model": [{"model": f"model-{n}"} for n in range(5)],
        "model, 1 hit": [{"model": "model-rare"}],
        "level and model": [{"level": "error", "model": f"model-{n}"} for n in range(5)],
        "project": [{"project": "default"}],
        "time": [{"when": "7d"}],
        "session": [{"session": f"session-{n}"} for n in numbers(25_000)],
        "user": [{"user": f"user-{n}"} for n in numbers(5000)],
        "prompt": [{"prompt": id_} for id_ in prompts],
        "prompt, 0 hits": [{"prompt": str(UUID(int=n))} for n in range(20)],
        "search by name": [{"q": f"answer {n}"} for n in range(10)],
        "search by name, 0 hits": [{"q": f"nobody said {n}"} for n in range(20)],
        "search by user": [{"q": f"user-{n}"} for n in numbers(5000)],
        "search by session": [{"q": f"session-{n}"} for n in numbers(25_000)],
        "search by release": [{"q": f"1.{n}"} for n in range(40)],
        "search by id": [{"q": str(LONG_ID)}],
    }
    scores: dict[str, list[dict[str, Any]]] = {
        "name": [{"name": "helpful"}, {"name": "quality"}],
        "name, 0 hits": [{"name": "nobody"}],
        "kind": [{"type": "boolean"}],
        "of, 0 hits": [{"target": "run"}],
        "given by": [{"source": "api"}],
        "time": [{"when": "7d"}],
        "search by name": [{"q": "helpful"}],
        "search, 0 hits": [{"q": f"nobody-{n}"} for n in range(20)],
        "trace": [{"trace": str(LONG_ID)}],
        "session": [{"session": f"session-{n}"} for n in numbers(25_000)],
    }
    return {
        "dashboard": ["/admin/", "/admin/?again"],
        "traces": [PANEL_TRACES],
        **{f"traces, {name}": each(PANEL_TRACES, *asked) for name, asked in queries.items()},
        "scores": [PANEL_SCORES],
        **{f"scores, {name}": each(PANEL_SCORES, *asked) for name, asked in scores.items()},
        "a long trace": each(f"{PANEL_TRACES}details/", {"id": long}),
        "a span": each(
            f"{PANEL_TRACES}span/", *({"id": f"{long}.{n:016x}"} for n in numbers(1000))
        ),
        "find an id": [f"/admin/find/?q={LONG_ID}"],
        "find a word": ["/admin/find/?q=answer"],
    }
