"""Lists for operators: narrowed by facets, counted to a cap, read by cursor."""

from app.services.lists import access, audit, jobs, prompts, releases, versions
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
        audit.LISTING,
        jobs.LISTING,
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
    "page",
    "record_export",
    "total",
]
