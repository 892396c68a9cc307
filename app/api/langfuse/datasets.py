"""Datasets, their items, and the runs over them."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify
from marshmallow import Schema, fields, validate

from app.api.langfuse import scores
from app.api.langfuse.blueprint import PagedArgs, at, blp, offset_of, paged, sent, takes
from app.db import transaction
from app.models import Dataset, Experiment, ExperimentResult
from app.schemas.base import Digits, Timestamp
from app.services import datasets as own
from app.services.langfuse import datasets, runs
from app.services.langfuse.datasets import Found, as_sent

TEXT = validate.Length(1, 1_000)


class DatasetIn(Schema):
    name = fields.String(required=True)
    description = fields.String(load_default=None, allow_none=True)
    metadata = fields.Raw(load_default=None, allow_none=True)
    inputSchema = fields.Dict(load_default=None, allow_none=True)  # noqa: N815 - as it is sent
    expectedOutputSchema = fields.Dict(load_default=None, allow_none=True)  # noqa: N815


class ItemIn(Schema):
    dataset_name = fields.String(data_key="datasetName", required=True)
    id = fields.String(load_default=None, allow_none=True, validate=TEXT)
    input = fields.Raw(load_default=None, allow_none=True)
    expected = fields.Raw(data_key="expectedOutput", load_default=None, allow_none=True)
    metadata = fields.Raw(load_default=None, allow_none=True)
    trace_id = fields.String(data_key="sourceTraceId", load_default=None, allow_none=True)
    span_id = fields.String(data_key="sourceObservationId", load_default=None, allow_none=True)
    status = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(["ACTIVE", "ARCHIVED"])
    )


class ItemsArgs(PagedArgs):
    dataset_name = fields.String(data_key="datasetName")
    trace_id = fields.String(data_key="sourceTraceId")
    span_id = fields.String(data_key="sourceObservationId")
    at = Timestamp(data_key="version")


class RunItemIn(Schema):
    name = fields.String(data_key="runName", required=True, validate=TEXT)
    description = fields.String(data_key="runDescription", load_default=None, allow_none=True)
    metadata = fields.Raw(load_default=None, allow_none=True)
    item_id = fields.String(data_key="datasetItemId", required=True, validate=TEXT)
    trace_id = fields.String(data_key="traceId", load_default=None, allow_none=True)
    span_id = fields.String(data_key="observationId", load_default=None, allow_none=True)


class ExperimentsArgs(Schema):
    since = Timestamp(data_key="fromStartTime", required=True)
    until = Timestamp(data_key="toStartTime")
    id = fields.String()
    name = fields.String()
    dataset_id = fields.UUID(data_key="datasetId")
    limit = Digits(load_default=50, most=100)
    fields_ = fields.String(data_key="fields")
    score_limit = Digits(data_key="scoreLimit")
    cursor = fields.String()
    filter = fields.String()


class ExperimentItemsArgs(Schema):
    id = fields.String(data_key="experimentId", required=True)
    since = Timestamp(data_key="fromStartTime")
    until = Timestamp(data_key="toStartTime")
    limit = Digits(load_default=50, most=100)
    cursor = Digits(load_default=0, least=0)
    fields_ = fields.String(data_key="fields")


@blp.post("/v2/datasets")
def put_dataset() -> Any:
    body = sent(DatasetIn)
    with transaction():
        return jsonify(shown(datasets.put_dataset(g.caller, **body)))


@blp.post("/datasets")
def put_dataset_v1() -> Any:
    body = sent(DatasetIn)
    with transaction():
        made = shown(datasets.put_dataset(g.caller, **body))
        return jsonify({**made, "items": [], "runs": []})


@blp.get("/v2/datasets")
@takes(PagedArgs)
def dataset_list(args: dict[str, Any]) -> Any:
    page = own.list_datasets(g.caller, archived=None, limit=args["limit"], offset=offset_of(args))
    return jsonify(paged([shown(row) for row in page.rows], page.total or 0, args))


@blp.get("/v2/datasets/<path:name>")
def dataset(name: str) -> Any:
    return jsonify(shown(own.find_dataset(g.caller, name)))


@blp.post("/dataset-items")
def put_item() -> Any:
    body = sent(ItemIn)
    with transaction():
        return jsonify(shown_item(datasets.put_item(g.caller, **body)))


@blp.get("/dataset-items")
@takes(ItemsArgs)
def item_list(args: dict[str, Any]) -> Any:
    asked = {name: args.get(name) for name in ("dataset_name", "at", "trace_id", "span_id")}
    found, total = datasets.list_items(
        g.caller, limit=args["limit"], offset=offset_of(args), **asked
    )
    return jsonify(paged([shown_item(one) for one in found], total, args))


@blp.get("/dataset-items/<path:item_id>")
def item(item_id: str) -> Any:
    return jsonify(shown_item(datasets.find_item(g.caller, item_id)))


@blp.delete("/dataset-items/<path:item_id>")
def archive_item(item_id: str) -> Any:
    with transaction():
        datasets.archive_item(g.caller, item_id)
    return jsonify({"message": "Removed"})


@blp.post("/dataset-run-items")
def put_run_item() -> Any:
    body = sent(RunItemIn)
    with transaction():
        run, result = runs.put_run_item(g.caller, runs.told_in(body))
        return jsonify({**shown_result(run, result), "observationId": body.get("span_id")})


@blp.get("/datasets/<path:name>/runs")
@takes(PagedArgs)
def run_list(args: dict[str, Any], name: str) -> Any:
    rows, total = runs.list_runs(g.caller, name, limit=args["limit"], offset=offset_of(args))
    return jsonify(paged([shown_run(row) for row in rows], total, args))


@blp.get("/datasets/<path:name>/runs/<path:run_name>")
def run(name: str, run_name: str) -> Any:
    found = runs.get_run(g.caller, name, run_name)
    items = [shown_result(found, one) for one in runs.results_of(found)]
    return jsonify({**shown_run(found), "datasetRunItems": items})


@blp.delete("/datasets/<path:name>/runs/<path:run_name>")
def remove_run(name: str, run_name: str) -> Any:
    with transaction():
        runs.remove_run(g.caller, name, run_name)
    return jsonify({"message": "Removed"})


@blp.get("/experiments")
@takes(ExperimentsArgs)
def experiment_list(args: dict[str, Any]) -> Any:
    asked = {name: args.get(name) for name in ("until", "id", "name", "dataset_id")}
    rows = runs.list_experiments(g.caller, since=args["since"], limit=args["limit"], **asked)
    wanted = (args.get("fields_") or "core").split(",")
    return jsonify({"data": [shown_experiment(row, wanted) for row in rows], "meta": {}})


@blp.get("/experiment-items")
@takes(ExperimentItemsArgs)
def experiment_item_list(args: dict[str, Any]) -> Any:
    run = runs.get_run_by_id(g.caller, args["id"])
    rows = runs.results_of(run, limit=args["limit"] + 1, behind=args["cursor"])
    page = rows[: args["limit"]]
    meta = {"cursor": str(page[-1].position)} if len(rows) > len(page) else {}
    return jsonify({"data": [shown_experiment_item(run, one) for one in page], "meta": meta})


def shown(dataset: Dataset) -> dict[str, Any]:
    return {
        "id": str(dataset.id),
        "name": dataset.name,
        "projectId": str(dataset.project_id),
        "description": dataset.description,
        "metadata": as_sent(dataset.metadata_),
        "inputSchema": dataset.input_schema,
        "expectedOutputSchema": dataset.expected_schema,
        "createdAt": at(dataset.created_at),
        "updatedAt": at(dataset.updated_at),
    }


def shown_item(found: Found) -> dict[str, Any]:
    item, dataset = found.item, found.dataset
    return {
        "id": item.key,
        "status": "ACTIVE" if item.removed_in is None else "ARCHIVED",
        "input": item.input,
        "expectedOutput": item.expected,
        "metadata": as_sent(item.metadata_),
        "sourceTraceId": item.source_trace_id.hex if item.source_trace_id else None,
        "sourceObservationId": item.source_span_id.hex() if item.source_span_id else None,
        "datasetId": str(dataset.id),
        "datasetName": dataset.name,
        "mediaReferences": [],
        "createdAt": at(item.created_at),
        "updatedAt": at(item.created_at),
    }


def shown_run(run: Experiment) -> dict[str, Any]:
    return {
        "id": run.external_id,
        "name": run.name,
        "description": run.description,
        "metadata": as_sent(run.metadata_),
        "datasetId": str(run.dataset_id),
        "datasetName": run.dataset_name,
        "createdAt": at(run.created_at),
        "updatedAt": at(run.ended_at or run.created_at),
    }


def shown_result(run: Experiment, result: ExperimentResult) -> dict[str, Any]:
    moment = at(result.ended_at or run.created_at)
    return {
        "id": f"{run.external_id}-{result.item_id}",
        "datasetRunId": run.external_id,
        "datasetRunName": run.name,
        "datasetItemId": result.item_key,
        "traceId": result.trace_id.hex if result.trace_id else None,
        "observationId": None,
        "createdAt": moment,
        "updatedAt": moment,
    }


def shown_experiment(run: Experiment, wanted: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": run.external_id or str(run.id),
        "name": run.name,
        "description": run.description,
        "startTime": at(run.started_at or run.created_at),
        "endTime": at(run.ended_at or run.created_at),
        "itemCount": run.result_count,
        "datasetId": str(run.dataset_id),
    }
    if "metadata" in wanted:
        told["metadata"] = as_sent(run.metadata_)
    if "scores" in wanted:
        told["scores"] = [scores.shown(score) for score in runs.scores_of(g.caller, run)]
    return told


def shown_experiment_item(run: Experiment, result: ExperimentResult) -> dict[str, Any]:
    moment = at(result.ended_at or run.created_at)
    return {
        "id": f"{run.external_id}-{result.item_id}",
        "traceId": result.trace_id.hex if result.trace_id else None,
        "startTime": moment,
        "endTime": moment,
        "level": "ERROR" if result.error else "DEFAULT",
        "environment": "sdk-experiment",
        "experimentId": run.external_id,
        "experimentName": run.name,
        "experimentItemId": result.item_key,
        "experimentDatasetId": str(run.dataset_id),
        "output": result.output,
        "experimentMetadata": as_sent(run.metadata_),
        "experimentDescription": run.description,
    }
