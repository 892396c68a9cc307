"""REST: datasets, their versions and their items."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain, islice
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, make_response, request
from flask.views import MethodView
from werkzeug.exceptions import UnsupportedMediaType

from app.api import headers
from app.api.answers import next_link, paging_headers, stated
from app.api.blueprint import Blueprint, state_etag, states_in_if_match
from app.api.transfer import LINES, NDJSON, as_line, held_back, in_contexts
from app.db import db, transaction
from app.errors import DomainError
from app.models import Dataset
from app.schemas import datasets as shapes
from app.schemas import examples
from app.schemas.base import PageArgs
from app.schemas.datasets import (
    DatasetDiffArgs,
    DatasetDiffOut,
    DatasetExportArgs,
    DatasetImportArgs,
    DatasetIn,
    DatasetItemArgs,
    DatasetItemDetailOut,
    DatasetItemOut,
    DatasetItemPatchIn,
    DatasetItemReadArgs,
    DatasetItemsArgs,
    DatasetItemsIn,
    DatasetItemsRemoveIn,
    DatasetOut,
    DatasetPatchIn,
    DatasetsArgs,
    DatasetTakenOut,
    DatasetVersionOut,
    DatasetWrittenOut,
    FromRunsIn,
    FromTracesIn,
)
from app.services import datasets
from app.services.datasets import Added, Event, Progress, ShownItem, Summary
from app.web.attachments import attachment
from app.web.uploads import pieces

blp = Blueprint(
    "datasets",
    __name__,
    url_prefix="/api/datasets",
    description="Versioned sets of inputs with what is expected of them",
)

TABLE = "text/csv"
KINDS = {NDJSON: "jsonl", TABLE: "csv"}
FILE = {
    "description": shapes.ITEMS_OUT,
    "content": {
        NDJSON: {"schema": LINES, "example": shapes.LINES_OUT},
        TABLE: {"schema": LINES, "example": shapes.TABLE_OUT},
    },
}


@blp.route("")
class Datasets(MethodView):
    @blp.arguments(DatasetsArgs, location="query")
    @blp.response(200, DatasetOut(many=True), example=[examples.DATASET], headers=headers.PAGING)
    def get(self, args: dict[str, Any]) -> Any:
        """List datasets, newest first"""
        page = datasets.list_datasets(g.caller, **args)
        return make_response(DatasetOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(DatasetIn, example=examples.DATASET_IN)
    @blp.response(201, DatasetOut, example=examples.DATASET, headers=headers.CREATED)
    @blp.alt_response(409, description="The name is taken")
    def post(self, body: dict[str, Any]) -> Any:
        """Create a dataset, which is empty at first"""
        with transaction():
            dataset = datasets.create_dataset(g.caller, **body)
            return shown(dataset, 201, Location=f"/api/datasets/{dataset.id}")


@blp.route("/<uuid:dataset_id>")
class DatasetById(MethodView):
    @blp.response(200, DatasetOut, example=examples.DATASET, headers=headers.ETAG)
    def get(self, dataset_id: UUID) -> Any:
        """Read a dataset"""
        return shown(datasets.get_dataset(g.caller, dataset_id))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(DatasetPatchIn, required=False, example={"tags": ["maths"]})
    @blp.response(200, DatasetOut, example=examples.DATASET, headers=headers.ETAG)
    @blp.alt_response(409, description="The name is taken")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], dataset_id: UUID) -> Any:
        """Change a dataset, archive it or bring it back"""
        with transaction():
            return shown(
                datasets.update_dataset(g.caller, dataset_id, if_match=states_in_if_match(), **body)
            )

    @blp.doc(**headers.IF_MATCH)
    @blp.response(204, description="Gone, with its versions and items")
    @blp.alt_response(409, description="A gate names it")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, dataset_id: UUID) -> None:
        """Delete a dataset with its versions and items"""
        with transaction():
            datasets.delete_dataset(g.caller, dataset_id, if_match=states_in_if_match())


def shown(dataset: Dataset, status: int = 200, **told: str) -> Any:
    return stated(DatasetOut(), dataset, datasets.etag_of(dataset), status, **told)


@blp.route("/<uuid:dataset_id>/versions")
class Versions(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(
        200,
        DatasetVersionOut(many=True),
        example=[examples.DATASET_VERSION],
        headers=headers.PAGING,
    )
    def get(self, args: dict[str, Any], dataset_id: UUID) -> Any:
        """List the versions of a dataset, newest first"""
        page = datasets.list_versions(g.caller, dataset_id, **args)
        return make_response(DatasetVersionOut(many=True).dump(page.rows), paging_headers(page))


@blp.route("/<uuid:dataset_id>/diff")
class Diff(MethodView):
    @blp.arguments(DatasetDiffArgs, location="query")
    @blp.response(200, DatasetDiffOut, example=examples.DATASET_DIFF, headers=headers.LINK)
    def get(self, args: dict[str, Any], dataset_id: UUID) -> Any:
        """Compare two versions of a dataset, item by item"""
        diff = datasets.diff_versions(g.caller, dataset_id, **args)
        told = {}
        if diff.next is not None:
            kept = [(k, v) for k, v in request.args.items(multi=True) if k != "cursor"]
            told["Link"] = next_link(request.path, [*kept, ("cursor", str(diff.next))])
        return make_response(DatasetDiffOut().dump(diff), told)


@blp.route("/<uuid:dataset_id>/items")
class Items(MethodView):
    @blp.arguments(DatasetItemsArgs, location="query")
    @blp.response(
        200, DatasetItemOut(many=True), example=[examples.DATASET_ITEM], headers=headers.PAGING
    )
    def get(self, args: dict[str, Any], dataset_id: UUID) -> Any:
        """List the items of a version in the order in which they came"""
        page = datasets.list_items(g.caller, dataset_id, **args)
        return make_response(DatasetItemOut(many=True).dump(page.rows), paging_headers(page))

    @blp.arguments(DatasetItemsIn, example=examples.DATASET_ITEMS_IN)
    @blp.response(200, DatasetWrittenOut, example=examples.WRITTEN)
    @blp.alt_response(409, description="The dataset is archived, or full")
    def post(self, body: dict[str, Any], dataset_id: UUID) -> Any:
        """Add up to a thousand items or change them by their keys, as one version"""
        with transaction():
            return datasets.put_items(g.caller, dataset_id, **body)


@blp.route("/<uuid:dataset_id>/items/remove")
class RemovingItems(MethodView):
    @blp.arguments(DatasetItemsRemoveIn, example={"keys": ["sum-1"], "message": "Too easy"})
    @blp.response(200, DatasetWrittenOut, example=examples.WRITTEN)
    @blp.alt_response(409, description="The dataset is archived")
    def post(self, body: dict[str, Any], dataset_id: UUID) -> Any:
        """Remove items from the next version on"""
        with transaction():
            return datasets.remove_items(g.caller, dataset_id, **body)


@blp.route("/<uuid:dataset_id>/items/from-runs")
class ItemsFromRuns(MethodView):
    @blp.arguments(FromRunsIn, example=examples.FROM_RUNS_IN)
    @blp.response(200, DatasetTakenOut, example=examples.TAKEN)
    @blp.alt_response(409, description="The dataset is archived, or full")
    def post(self, body: dict[str, Any], dataset_id: UUID) -> Any:
        """Add items from runs: what was filled in, and if asked what came out"""
        with transaction():
            return taken(datasets.add_from_runs(g.caller, dataset_id, **body))


@blp.route("/<uuid:dataset_id>/items/from-traces")
class ItemsFromTraces(MethodView):
    @blp.arguments(FromTracesIn, example=examples.FROM_TRACES_IN)
    @blp.response(200, DatasetTakenOut, example=examples.TAKEN)
    @blp.alt_response(409, description="The dataset is archived, or full")
    def post(self, body: dict[str, Any], dataset_id: UUID) -> Any:
        """Add items from traces: what their roots were given, and if asked what these gave"""
        with transaction():
            return taken(datasets.add_from_traces(g.caller, dataset_id, **body))


def taken(added: Added) -> dict[str, Any]:
    return {**asdict(added.written), "skipped": added.skipped, "reasons": list(added.reasons)}


# The key is a parameter, as any text may be one: `a//b`, `..` and `/` are no paths.
@blp.route("/<uuid:dataset_id>/item")
class ItemByKey(MethodView):
    @blp.arguments(DatasetItemReadArgs, location="query")
    @blp.response(
        200, DatasetItemDetailOut, example=examples.DATASET_ITEM_DETAIL, headers=headers.ETAG
    )
    def get(self, args: dict[str, Any], dataset_id: UUID) -> Any:
        """Read an item with all it was"""
        return shown_item(datasets.get_item(g.caller, dataset_id, **args))

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(DatasetItemArgs, location="query")
    @blp.arguments(DatasetItemPatchIn, required=False, example={"expected": "2"})
    @blp.response(
        200, DatasetItemDetailOut, example=examples.DATASET_ITEM_DETAIL, headers=headers.ETAG
    )
    @blp.alt_response(409, description="The dataset is archived")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, args: dict[str, Any], body: dict[str, Any], dataset_id: UUID) -> Any:
        """Change an item in the next version"""
        with transaction():
            return shown_item(
                datasets.change_item(
                    g.caller, dataset_id, args["key"], if_match=states_in_if_match(), **body
                )
            )

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(DatasetItemArgs, location="query")
    @blp.response(204, description="Not in the next version; those before it keep it")
    @blp.alt_response(409, description="The dataset is archived")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, args: dict[str, Any], dataset_id: UUID) -> None:
        """Remove an item from the next version on"""
        with transaction():
            datasets.remove_item(g.caller, dataset_id, args["key"], if_match=states_in_if_match())


def shown_item(found: ShownItem) -> Any:
    etag = state_etag(datasets.etag_of_item(found.item))
    found.item.history = found.history  # type: ignore[attr-defined]
    return make_response(DatasetItemDetailOut().dump(found.item), {"ETag": f'"{etag}"'})


@blp.route("/<uuid:dataset_id>/import")
class Import(MethodView):
    @blp.arguments(DatasetImportArgs, location="query")
    @blp.response(
        200, LINES, content_type=NDJSON, description=shapes.RESULTS_OUT, example=shapes.REPORT
    )
    @blp.alt_response(409, description="The dataset is archived")
    @blp.alt_response(411, description="No `Content-Length`")
    @blp.alt_response(415, description=f"Neither `{NDJSON}` nor `{TABLE}`")
    @blp.doc(
        requestBody={
            "required": True,
            "description": shapes.ITEMS_IN,
            "content": {
                NDJSON: {"schema": LINES, "example": shapes.LINES_IN},
                TABLE: {"schema": LINES, "example": shapes.TABLE_IN},
            },
        }
    )
    def post(self, args: dict[str, Any], dataset_id: UUID) -> Any:
        """Import a file of items as one version"""
        kind = KINDS.get(request.mimetype)
        if kind is None:
            raise UnsupportedMediaType(
                f"Send lines of JSON with `Content-Type: {NDJSON}`, or a table with `{TABLE}`."
            )
        request.max_content_length = sys.maxsize
        body = pieces(whole=True)
        events = datasets.import_items(g.caller, dataset_id, body, kind, **args)
        # The transaction that knew the caller must not wait for what a slow client sends.
        db.session.rollback()
        # What is wrong with the whole file has a status of its own.
        events = chain(list(islice(events, 1)), events)
        steps = in_contexts(current_app._get_current_object(), report(events))  # type: ignore[attr-defined]
        return Response(held_back(steps), content_type=NDJSON)


def report(events: Iterable[Event]) -> Iterator[bytes]:
    try:
        for event in events:
            match event:
                case Summary():
                    yield as_line({"summary": asdict(event)})
                case Progress():
                    yield as_line({"progress": asdict(event)})
                case _:
                    yield as_line(asdict(event))
    except DomainError as refusal:
        yield as_line({"summary": asdict(Summary(complete=False, detail=refusal.message))})


@blp.route("/<uuid:dataset_id>/export")
class Export(MethodView):
    @blp.arguments(DatasetExportArgs, location="query")
    @blp.doc(responses={200: FILE})
    def get(self, args: dict[str, Any], dataset_id: UUID) -> Any:
        """Export the items of a version as lines of JSON or as a table"""
        dataset, number, file = datasets.spooled(g.caller, dataset_id, **args)
        name = f"{dataset.name.replace('/', '-')}-{number}.{args['kind']}"
        mimetype = NDJSON if args["kind"] == "jsonl" else TABLE
        return attachment(file, mimetype, name)
