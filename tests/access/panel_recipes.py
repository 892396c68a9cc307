"""The same for the panel: its pages, forms, exports and actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import db, transaction
from app.models import AuditEvent, Project
from app.services import connections, prompts, releases
from app.services.access import people
from app.services.saved_filters import save_filter
from tests.access.asking import Asked, ask, status_of
from tests.access.cast import Cast, person
from tests.access.evaluator_recipes import RECIPES
from tests.access.recipes import NDJSON, connection_path, plain, prompt_path, recipe
from tests.access.table import ACTION, Row
from tests.admin.conftest import fields_of, make_job
from tests.factories.access import make_invitation, make_key, make_person, see_everything
from tests.factories.connections import make_connection
from tests.factories.prompts import make_prompt
from tests.factories.scores import make_scale
from tests.factories.traces import (
    make_price,
    make_rule,
    make_run,
    make_score,
    make_span,
    make_trace,
)

__all__ = ["RECIPES"]

NOUNS = (
    "prompts",
    "versions",
    "releases",
    "people",
    "sessions",
    "keys",
    "connections",
    "projects",
    "audit",
    "jobs",
    "runs",
    "traces",
    "scores",
    "scales",
    "prices",
    "masking",
)


def prompt_id(cast: Cast) -> UUID:
    return prompt_path()["prompt_id"]


def person_id(cast: Cast) -> UUID:
    return make_person("zoe", password=None).id


def key_id(cast: Cast) -> UUID:
    return make_key(scopes=("read",)).row.id


def connection_id(cast: Cast) -> UUID:
    return connection_path(cast)["connection_id"]


def project_id(cast: Cast) -> UUID:
    return cast.here.project_id


def event_id(cast: Cast) -> UUID:
    see_everything()
    found = db.session.scalar(select(AuditEvent.id).order_by(AuditEvent.id).limit(1))
    assert found
    return found


def run_id(cast: Cast) -> UUID:
    return make_run(cast.here, status="queued").id


def trace_key(cast: Cast) -> str:
    trace = make_trace(cast.here)
    return f"{trace.project_id}.{trace.trace_id}"


def span_key(cast: Cast) -> str:
    trace = make_trace(cast.here)
    key = f"{trace.project_id}.{trace.trace_id}"
    span = make_span(cast.here, trace_id=trace.trace_id, started_at=trace.started_at)
    return f"{key}.{span.span_id.hex()}"


def score_key(cast: Cast) -> str:
    score = make_score(cast.here)
    return f"{score.project_id}.{score.shard_id}.{score.id}"


def scale_id(cast: Cast) -> UUID:
    return make_scale("helpful", cast.here).id


def archived_scale_id(cast: Cast) -> UUID:
    return make_scale("helpful", cast.here, archived=True).id


def price_id(cast: Cast) -> UUID:
    return make_price(cast.here).id


def rule_id(cast: Cast) -> UUID:
    return make_rule(cast.here).id


# The pages that are of no noun.

for path in ("/admin/", "/admin/find/", "/admin/transfer/"):
    plain("GET", path)
plain("GET", "/admin/find/", "words", query={"q": "greet"})
plain("GET", "/admin/transfer/export/", query={"project": "default"})
plain(
    "POST",
    "/admin/transfer/import/",
    query={"project": "default"},
    data=b'{"name": "new", "versions": [{"content": "Hi"}]}',
    mimetype=NDJSON,
)


def kept(response: TestResponse) -> str:
    """Refused or not, one is led back to the list; but is there a filter?"""
    if response.status_code != 302:
        return status_of(response)
    settings = db.session.scalars(select(Project.settings)).all()
    found = any(any(of_list.values()) for s in settings if (of_list := s.get("filters")))
    return f"302 {'kept' if found else 'none'}"


def removing_a_filter(noun: str, cast: Cast) -> Asked:
    with transaction():
        save_filter(cast.here, noun, "Mine", "")
    return Asked(form={"name": "Mine", "do": "remove"}, says=kept)


# Lists, and what may be asked of each. What a noun cannot do is not found.


def of_noun(noun: str) -> None:
    plain("GET", f"/admin/{noun}/")
    plain("GET", f"/admin/{noun}/export/<export_type>/", path={"export_type": "csv"})
    plain("POST", f"/admin/{noun}/filters/", form={"name": "Mine", "from": "2026-01-01"}, says=kept)
    recipe("POST", f"/admin/{noun}/filters/", "remove")(partial(removing_a_filter, noun))
    for method in ("GET", "POST"):
        form: dict[str, Any] = {"form": {}} if method == "POST" else {}
        plain(method, f"/admin/{noun}/action/", **form)
        plain(method, f"/admin/{noun}/new/", **form)
        plain(method, f"/admin/{noun}/edit/", query={"id": "0"}, **form)


for noun in NOUNS:
    of_noun(noun)


def details(noun: str, made: Callable[[Cast], Any], **query: Any) -> None:
    case = query.get("tab", "")
    recipe("GET", f"/admin/{noun}/details/", case)(
        lambda cast: Asked(query={"id": made(cast), **query})
    )


details("prompts", prompt_id)
for tab in ("versions", "compare", "releases", "history", "json"):
    details("prompts", prompt_id, tab=tab)
details("people", person_id)
details("keys", key_id)
details("connections", connection_id)
details("projects", project_id)
details("audit", event_id)
details("jobs", lambda cast: make_job())
details("runs", run_id)
details("traces", trace_key)
details("scores", score_key)
details("scales", scale_id)
details("prices", price_id)
details("masking", rule_id)
recipe("GET", "/admin/traces/span/")(lambda cast: Asked(query={"id": span_key(cast)}))


def edited(noun: str, made: Callable[[Cast], Any], **form: Any) -> None:
    recipe("GET", f"/admin/{noun}/edit/")(lambda cast: Asked(query={"id": made(cast)}))
    recipe("POST", f"/admin/{noun}/edit/")(lambda cast: Asked(query={"id": made(cast)}, form=form))


edited("people", person_id, name="Renamed")
edited("projects", project_id, name="Renamed")
edited("prompts", prompt_id)
edited("scales", scale_id, etag="*", name="renamed")
edited("prices", price_id, etag="*", input_usd="2", output_usd="8")
edited("masking", rule_id, etag="*", name="renamed", pattern="[0-9]{4}", attribute="")


edited("connections", connection_id)


@recipe("POST", "/admin/connections/edit/")
def editing_a_connection(cast: Cast) -> Asked:
    made = make_connection("slow", provider="echo", api_key=None)
    form = {"name": "slow", "timeout_s": "5", "etag": connections.etag_of(made)}
    return Asked(query={"id": made.id}, form=form)


@recipe("POST", "/admin/prompts/edit/")
def editing_a_prompt(cast: Cast) -> Asked:
    prompt = make_prompt("greet")
    form = {"name": "greet", "description": "Other", "etag": prompts.etag_of(prompt)}
    return Asked(query={"id": prompt.id}, form=form)


plain("POST", "/admin/people/new/", form={"email": "new@example.com", "name": "New"})
plain("POST", "/admin/projects/new/", form={"slug": "third", "name": "Third"})
plain(
    "POST",
    "/admin/connections/new/",
    form={"name": "new", "project": "default", "provider": "echo", "timeout_s": "60"},
)
recipe("POST", "/admin/connections/test/")(lambda cast: Asked(form={"id": connection_id(cast)}))
plain("POST", "/admin/keys/new/", form={"name": "new", "project": "default", "scopes": "read"})
plain(
    "POST",
    "/admin/prices/new/",
    form={"project": "default", "model": "new", "input_usd": "2", "output_usd": "8"},
)
plain(
    "POST",
    "/admin/masking/new/",
    form={"project": "default", "name": "mail", "pattern": "@"},
)
plain(
    "POST",
    "/admin/scales/new/",
    form={"name": "new", "project": "default", "type": "boolean"},
)
plain(
    "POST",
    "/admin/prompts/new/",
    form={"project": "default", "name": "new", "kind": "text", "content": "Hi"},
)
recipe("GET", "/admin/prompts/version/")(lambda cast: Asked(query={"id": prompt_id(cast)}))
recipe("POST", "/admin/prompts/version/")(
    lambda cast: Asked(
        query={"id": prompt_id(cast)}, form={"content": "Third", "expected_latest": "2"}
    )
)
recipe("GET", "/admin/projects/member/")(
    lambda cast: Asked(
        query={"id": cast.here.project_id, "email": make_person("zoe").email, "role": "viewer"}
    )
)
recipe("POST", "/admin/projects/invite/")(
    lambda cast: Asked(form={"id": cast.here.project_id, "role": "viewer"})
)
recipe("POST", "/admin/people/link/")(lambda cast: Asked(form={"id": person_id(cast)}))

# Actions: the page before one, and its form as that page has it.


def archived(cast: Cast) -> UUID:
    id_ = prompt_id(cast)
    with transaction():
        prompts.archive_prompt(cast.here, id_)
    return id_


def promoted(cast: Cast) -> UUID:
    id_ = prompt_id(cast)
    with transaction():
        releases.activate(cast.here, id_, 2)
    return id_


def deactivated(cast: Cast) -> UUID:
    id_ = person_id(cast)
    with transaction():
        people.deactivate_person(cast.here, id_)
    return id_


def signed_in(cast: Cast) -> UUID:
    found = person("zoe", role="viewer").person_id
    assert found
    return found


def session_id(cast: Cast) -> UUID:
    found = person("zoe", role="viewer").spare_session
    assert found
    return found


def acted(noun: str, action: str, made: Callable[[Cast], UUID | str], **form: Any) -> None:
    route, case = f"/admin/{noun}/action/", ACTION + action
    typed = form.pop("typed", None)
    before = lambda id_: {"do": action, "id": id_, **form}  # noqa: E731

    def sent(cast: Cast) -> Asked:
        page = ask(
            cast.app,
            Row(route, "GET"),
            Asked(query=before(made(cast))),
            cast.everybody["operator"],
        )
        assert page.status_code == 200, page.text
        return Asked(form={**fields_of(page), **({"typed": typed} if typed else {})})

    recipe("GET", route, case)(lambda cast: Asked(query=before(made(cast))))
    recipe("POST", route, case)(sent)


acted("prompts", "activate", prompt_id)
acted("prompts", "roll_back", promoted)
acted("prompts", "tag", prompt_id, add="new")
acted("prompts", "archive", prompt_id)
acted("prompts", "restore", archived)
acted("prompts", "delete", prompt_id, typed="greet")
acted("keys", "revoke", key_id)
acted("keys", "rotate", key_id)
acted("connections", "make_default", connection_id)
acted("connections", "delete", lambda cast: make_connection("main").id, typed="main")
acted("people", "set_role", person_id, project="default", role="viewer")
acted("people", "remove", person_id, project="default")
acted("projects", "revoke", lambda cast: make_invitation(caller=cast.here).id)
acted("people", "deactivate", person_id)
acted("people", "reactivate", deactivated)
acted("people", "sign_out", signed_in)
acted("sessions", "end", session_id)
acted("runs", "cancel", run_id)
acted("traces", "delete", trace_key)
acted("scores", "remove", score_key)
acted("scales", "archive", scale_id)
acted("scales", "restore", archived_scale_id)
acted("prices", "delete", price_id)
acted("masking", "delete", rule_id)
