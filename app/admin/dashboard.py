"""The first page: what needs attention, the system's health, thirty days, latest changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_admin import AdminIndexView, expose

from app.admin.charts import bars
from app.admin.guard import Guarded, caller
from app.admin.words import moment
from app.db import now
from app.services import dashboard, lists
from app.services.dashboard import Figure, Health
from app.services.ingest_state import IngestState, ingest_state
from app.services.lists import LISTINGS, Asked
from app.services.paging import COUNT_CAP
from app.web.settings import settings_of_app

WORDS = {
    "failed_sign_ins": ("failed sign-in", "failed sign-ins", "in the last 7 days", "Review"),
    "failed_jobs": ("job out of retries", "jobs out of retries", "none runs again", "Open jobs"),
    "overridden_gates": (
        "release went past a gate",
        "releases went past a gate",
        "in the last 7 days, overridden by an admin",
        "Review",
    ),
    "waiting_versions": (
        "version saved, not released",
        "versions saved, not released",
        "for over 14 days",
        "Open versions",
    ),
    "keys_without_expiry": (
        "key without expiry",
        "keys without expiry",
        "good until somebody revokes them",
        "Open keys",
    ),
    "unused_keys": ("key unused", "keys unused", "for over 90 days", "Open keys"),
}
"""One, many, about, and the way out."""


@dataclass(frozen=True)
class Matter:
    """Something that needs attention, and the way out of it."""

    tone: str
    what: str
    about: str
    way: str
    url: str


class DashboardView(Guarded, AdminIndexView):
    def __init__(self) -> None:
        super().__init__(name="Dashboard", url="/admin")
        # Flask-Admin's own files, Bootstrap and jQuery among them, are not served.
        self.static_folder = None

    @expose("/")
    def index(self) -> Any:
        who = caller()
        state = dashboard.health(who, settings_of_app().data_dir)
        latest = lists.page(who, LISTINGS["audit"], Asked(chosen={"changes": ("1",)}, limit=8))
        series = dashboard.charts(who)
        ingest = ingest_state(who, dashboard.DAYS)
        return self.render(
            "admin/dashboard.html",
            at=now(),
            matters=matters(dashboard.figures(who), state, ingest),
            health=state,
            ingest=ingest,
            failed_runs=dashboard.failed_runs(who),
            spans_chart=bars(ingest.spans, ingest.errors, noun="spans"),
            series=series,
            charts={name: bars(one.days, one.part_days) for name, one in series.items()},
            url_of=url_of,
            latest=latest.rows,
        )


def url_of(figure: Figure) -> str:
    query = urlencode(figure.query, doseq=True)
    return f"{url_for(f'admin_{figure.listing}.index_view')}?{query}"


def said(number: int, one: str, many: str) -> str:
    if number > COUNT_CAP:
        return f"{COUNT_CAP:,}+ {many}"
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def matters(figures: dict[str, Figure], health: Health, ingest: IngestState) -> list[Matter]:
    """The bad first."""
    found = [*of_figures(figures), *of_health(health), *of_ingest(ingest)]
    return sorted(found, key=lambda matter: matter.tone != "bad")


def of_figures(figures: dict[str, Figure]) -> list[Matter]:
    result = []
    for name, figure in figures.items():
        if figure.number:
            one, many, about, way = WORDS[name]
            is_bad = name == "failed_jobs" or (
                name == "failed_sign_ins" and figure.number >= dashboard.MANY_FAILURES
            )
            result.append(
                Matter(
                    "bad" if is_bad else "warn",
                    said(figure.number, one, many),
                    about,
                    way,
                    url_of(figure),
                )
            )
    return result


def of_health(health: Health) -> list[Matter]:
    jobs, here = url_for("admin_jobs.index_view"), url_for("admin.index")
    found = []
    if health.schema != health.wanted_schema:
        about = f"at {health.schema or 'none'}, needs {health.wanted_schema}: run flask migrate"
        found.append(Matter("bad", "Schema is another one", about, "Look again", here))
    if not health.queue.workers:
        about = "expired sessions stay, nothing queued runs: start flask worker"
        found.append(Matter("bad", "No worker runs", about, "Open jobs", jobs))
    if health.queue_is_slow:
        about = f"{said(health.queue.waiting, 'waits', 'wait')}, the oldest for over 5 minutes"
        found.append(Matter("warn", "The queue is behind", about, "Open jobs", f"{jobs}?due=1"))
    if health.disk.share >= dashboard.DISK_FULL:
        is_bad = health.disk.share >= dashboard.DISK_VERY_FULL
        free = (health.disk.size - health.disk.used) / 1e9
        what, tone = f"Disk {health.disk.share:.0%} full", "bad" if is_bad else "warn"
        found.append(Matter(tone, what, f"{free:,.0f} GB free", "Look again", here))
    if health.database.used > 0.8 * health.database.most:
        about = f"{health.database.used} of {health.database.most} in use"
        found.append(Matter("warn", "Few database connections left", about, "Look again", here))
    return found


def of_ingest(ingest: IngestState) -> list[Matter]:
    jobs, queued = (
        url_for("admin_jobs.index_view"),
        url_for("admin_runs.index_view", state="queued"),
    )
    found = []
    if ingest.runs_wait:
        about = "the oldest for over 5 minutes: start more workers"
        what = said(ingest.queued.number, "run waits", "runs wait")
        found.append(Matter("warn", what, about, "Open runs", queued))
    if ingest.sums_are_behind:
        about = f"not added up since {moment(ingest.stale_since)}: the worker does it"
        found.append(Matter("warn", "Usage is behind", about, "Open jobs", jobs))
    if ingest.no_table_tomorrow:
        about = "spans go to a table that is never dropped whole: start flask worker"
        found.append(Matter("warn", "No table for tomorrow's spans", about, "Open jobs", jobs))
    return found
