"""Lists for operators: narrowed by facets, counted to a cap, read by cursor."""

from app.services.lists import (
    access,
    audit,
    connections,
    datasets,
    evaluators,
    experiments,
    gates,
    jobs,
    masking,
    prices,
    prompts,
    releases,
    runs,
    scores,
    traces,
    versions,
)
from app.services.lists.exports import record_export
from app.services.lists.listing import Asked, BadFilter, Facet, Kind, Listing
from app.services.lists.reading import (
    Choice,
    Counts,
    Days,
    Row,
    Rows,
    by_day,
    counts,
    everything,
    is_falling,
    one,
    page,
    total,
)

LISTINGS: dict[str, Listing] = {
    listing.name: listing
    for listing in (
        prompts.LISTING,
        versions.LISTING,
        releases.LISTING,
        access.PEOPLE,
        access.SESSIONS,
        access.KEYS,
        access.PROJECTS,
        connections.LISTING,
        audit.LISTING,
        jobs.LISTING,
        runs.LISTING,
        traces.LISTING,
        scores.SCORES,
        scores.SCALES,
        prices.LISTING,
        masking.LISTING,
        datasets.LISTING,
        evaluators.LISTING,
        experiments.LISTING,
        gates.LISTING,
    )
}

__all__ = [
    "LISTINGS",
    "Asked",
    "BadFilter",
    "Choice",
    "Counts",
    "Days",
    "Facet",
    "Kind",
    "Listing",
    "Row",
    "Rows",
    "by_day",
    "counts",
    "everything",
    "is_falling",
    "one",
    "page",
    "record_export",
    "total",
]
