"""Datasets: versioned sets of items, each an input with what is expected of it."""

from app.services.datasets.adding import Added, add_from_runs, add_from_traces
from app.services.datasets.comparing import Change, Difference, diff_versions
from app.services.datasets.exporting import spooled
from app.services.datasets.importing import Event, Progress, Refused, Summary, import_items
from app.services.datasets.items import ShownItem, etag_of_item, get_item, list_items
from app.services.datasets.putting import change_item, put_items, remove_item, remove_items
from app.services.datasets.read import (
    etag_of,
    find_dataset,
    get_dataset,
    list_datasets,
    list_versions,
)
from app.services.datasets.versions import DatasetIsFull, Written
from app.services.datasets.write import create_dataset, delete_dataset, update_dataset

__all__ = [
    "Added",
    "Change",
    "DatasetIsFull",
    "Difference",
    "Event",
    "Progress",
    "Refused",
    "ShownItem",
    "Summary",
    "Written",
    "add_from_runs",
    "add_from_traces",
    "change_item",
    "create_dataset",
    "delete_dataset",
    "diff_versions",
    "etag_of",
    "etag_of_item",
    "find_dataset",
    "get_dataset",
    "get_item",
    "import_items",
    "list_datasets",
    "list_items",
    "list_versions",
    "put_items",
    "remove_item",
    "remove_items",
    "spooled",
    "update_dataset",
]
