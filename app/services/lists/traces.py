"""The list of traces, of every project, from their summaries alone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ARRAY, Text, Uuid, any_, case, extract, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.db import db
from app.models import Project, Trace
from app.services.access.names import among
from app.services.lists.listing import Facet, Kind, Listing, as_uuid, uuid_or_null
from app.services.paging import COUNT_CAP

home = aliased(Project, name="home")

LEVELS = {"error": "Error", "warning": "Warning", "default": "Usual", "debug": "Debug"}
MOST_NAMES = 2_000
"""What goes by more names is searched trace by trace."""
LOUD = frozenset(("error", "warning"))


def has(facet: str) -> ColumnElement[bool]:
    """The trace carries it, such as `level:error`; asked so that the wall lets it through."""
    return literal(facet) == any_(Trace.facets)


level = case(
    (Trace.error_count > 0, "error"),
    (has("level:warning"), "warning"),
    (has("level:default"), "default"),
    (has("level:debug"), "debug"),
    else_="default",
)
latency_ms = extract("epoch", Trace.ended_at - Trace.started_at) * 1000


def few_with(
    facet: str, values: frozenset[str] | None = None
) -> Callable[[tuple[str, ...]], ColumnElement[bool] | None]:
    """Of chosen values that all stand among the facets of a trace, by the index of these."""

    def few(chosen: tuple[str, ...]) -> ColumnElement[bool] | None:
        if values is not None and not values.issuperset(chosen):
            return None
        return among_few([f"{facet}:{value}" for value in chosen])

    return few


def among_few(facets: list[str]) -> ColumnElement[bool] | None:
    """One of those that have any of these; None if that is not little."""
    found = func.found_traces_anywhere(literal(facets, ARRAY(Text)), COUNT_CAP, type_=ARRAY(Uuid))
    ids = db.session.scalar(select(found))
    return None if ids is None else among(Trace.trace_id, ids)


def found_by(q: str) -> ColumnElement[bool]:
    """A part of the name, a whole user, session or release, or the id."""
    if (id_ := as_uuid(q)) is not None:
        return Trace.trace_id == id_
    of_release = among_few([f"release:{q}"])
    return or_(
        named(q),
        Trace.user_id == q,
        Trace.session_id == q,
        Trace.release == q if of_release is None else of_release,
    )


def named(q: str) -> ColumnElement[bool]:
    """By the index of names, which are few as a rule: every trace would have to be looked at."""
    found = func.trace_names_anywhere(q, MOST_NAMES, type_=ARRAY(Text))
    names = db.session.scalar(select(found))
    if names is None:
        found_in: ColumnElement[bool] = func.strpos(func.lower(Trace.name), q.lower()) > 0
        return found_in
    # Of one name alone the index tells the newest.
    is_named: ColumnElement[bool] = (
        Trace.name == names[0]
        if len(names) == 1
        else Trace.name == any_(literal(names, ARRAY(Text)))
    )
    return is_named


def of_prompt(id_: str) -> ColumnElement[bool]:
    facet = f"prompt:{as_uuid(id_)}"
    few = among_few([facet])
    return has(facet) if few is None else few


LISTING = Listing(
    name="traces",
    source=Trace.__table__.join(home, home.id == Trace.project_id),
    columns=(
        func.concat_ws(".", Trace.project_id, Trace.trace_id).label("id"),
        Trace.trace_id,
        Trace.project_id,
        home.slug.label("project"),
        Trace.name,
        level.label("level"),
        Trace.started_at,
        Trace.ended_at,
        latency_ms.label("latency_ms"),
        Trace.span_count,
        Trace.error_count,
        Trace.input_tokens,
        Trace.output_tokens,
        Trace.total_tokens,
        Trace.cost_usd,
        Trace.environment,
        Trace.user_id,
        Trace.session_id,
        Trace.release,
        Trace.tags,
        Trace.models,
        Trace.input,
        Trace.output,
        Trace.updated_at,
    ),
    id=Trace.trace_id,
    apart=(Trace.project_id,),
    orders={"started": Trace.started_at},
    facets=(
        Facet("level", "Level", level, LEVELS, few=few_with("level", LOUD)),
        Facet("environment", "Environment", Trace.environment, few=few_with("environment")),
        Facet("model", "Model", Trace.models, kind=Kind.ALL, few=few_with("model")),
        Facet("project", "Project", home.slug),
        Facet("when", "Began", Trace.started_at, kind=Kind.WHEN),
    ),
    search=found_by,
    extra={
        "id": lambda id_: Trace.trace_id == uuid_or_null(id_),
        "session": lambda session: Trace.session_id == session,
        "user": lambda user: Trace.user_id == user,
        "prompt": of_prompt,
    },
    wall=Trace.project_id,
)
