"""Prompts: fetched, listed, saved, labelled, deleted."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify
from marshmallow import Schema, fields, validate, validates_schema

from app.api.langfuse.blueprint import PagedArgs, at, blp, offset_of, paged, sent, takes, texts
from app.db import transaction
from app.errors import invalid
from app.models import Prompt, PromptVersion
from app.models.prompts import CHAT, KINDS, TEXT
from app.schemas.base import Digits, Switch, Timestamp
from app.services.langfuse import prompts
from app.services.langfuse.prompts import PromptFilter
from app.services.pointers import LATEST
from app.services.prompts import NameIsTaken

NEWEST_TOLD = 1_000
"""Numbers of versions that a list tells of a prompt at most."""


class PickArgs(Schema):
    version = Digits()
    label = fields.String()
    resolve = Switch()


class ListArgs(PagedArgs):
    limit = Digits(load_default=10, most=100)
    name = fields.String()
    label = fields.String()
    tag = fields.String()
    version = Digits()
    since = Timestamp(data_key="fromUpdatedAt")
    until = Timestamp(data_key="toUpdatedAt")


class PromptIn(Schema):
    name = fields.String(required=True)
    kind = fields.String(data_key="type", load_default=TEXT, validate=validate.OneOf(KINDS))
    prompt = fields.Raw(required=True)
    config = fields.Raw(load_default=None, allow_none=True)
    labels = texts(64, load_default=list, allow_none=True)
    tags = fields.List(fields.String(), load_default=None, allow_none=True)
    message = fields.String(data_key="commitMessage", load_default=None, allow_none=True)

    @validates_schema
    def check(self, body: dict[str, Any], **_: Any) -> None:
        wanted = list if body["kind"] == CHAT else str
        if not isinstance(body["prompt"], wanted):
            said = "a list of messages" if wanted is list else "a text"
            raise invalid("prompt", f"A {body['kind']} prompt is {said}.")
        if body["config"] is not None and not isinstance(body["config"], dict):
            raise invalid("config", "Only an object is kept as the parameters of a version.")


class LabelsIn(Schema):
    labels = texts(64, data_key="newLabels", required=True)


@blp.get("/v2/prompts/<path:name>")
@takes(PickArgs)
def prompt(args: dict[str, Any], name: str) -> Any:
    found = prompts.pick_version(g.caller, name, args.get("version"), args.get("label"))
    return jsonify(shown(*found))


@blp.get("/v2/prompts")
@takes(ListArgs)
def prompt_list(args: dict[str, Any]) -> Any:
    narrowing = {name: args[name] for name in args if name not in ("page", "limit")}
    rows, total = prompts.list_prompts(
        g.caller, PromptFilter(**narrowing), limit=args["limit"], offset=offset_of(args)
    )
    answer = paged([listed(row, args) for row in rows], total, args)
    return jsonify({**answer, "pagination": answer["meta"]})


@blp.post("/v2/prompts")
def save_prompt() -> Any:
    body = saved(sent(PromptIn))
    try:
        return saved_once(body)
    except NameIsTaken:
        # Somebody made it a moment ago: then this is its second version.
        return saved_once(body)


def saved_once(body: dict[str, Any]) -> Any:
    with transaction():
        return jsonify(shown(*prompts.save_prompt(g.caller, **body))), 201


def saved(body: dict[str, Any]) -> dict[str, Any]:
    """In our words. What an SDK writes as `chatmessage` is a message like any other."""
    given, config = body.pop("prompt"), body.pop("config")
    messages = [as_message(one) for one in given] if body["kind"] == CHAT else None
    return body | {
        "labels": [label for label in body["labels"] or [] if label != LATEST],
        "content": None if messages is not None else given,
        "messages": messages,
        "parameters": config or None,
    }


def as_message(message: Any) -> Any:
    if isinstance(message, dict) and message.get("type") == "chatmessage":
        return {key: value for key, value in message.items() if key != "type"}
    return message


@blp.patch("/v2/prompts/<path:name>/versions/<number:version>")
def label_version(name: str, version: int) -> Any:
    labels = sent(LabelsIn)["labels"]
    with transaction():
        return jsonify(shown(*prompts.label_version(g.caller, name, version, labels)))


@blp.delete("/v2/prompts/<path:name>")
@takes(PickArgs)
def delete_prompt(args: dict[str, Any], name: str) -> Any:
    with transaction():
        prompts.delete_prompt(g.caller, name, args.get("version"), args.get("label"))
    return "", 204


def shown(prompt: Prompt, version: PromptVersion) -> dict[str, Any]:
    messages = version.messages
    return {
        "id": str(version.id),
        "projectId": str(version.project_id),
        "name": prompt.name,
        "version": version.version,
        "type": prompt.kind,
        "prompt": version.content if messages is None else [in_text(one) for one in messages],
        "config": version.parameters or {},
        "labels": labels_of(prompt, version.version),
        "tags": prompt.tags,
        "commitMessage": version.message,
        "resolutionGraph": None,
        "isActive": prompt.active_version == version.version,
        "createdBy": version.author,
        "createdAt": at(version.created_at),
        "updatedAt": at(version.created_at),
    }


def labels_of(prompt: Prompt, version: int) -> list[str]:
    return sorted(label for label, number in prompt.labels.items() if number == version)


def in_text(message: dict[str, Any]) -> dict[str, Any]:
    """SDKs know contents of text alone: of a list of parts they get the texts."""
    content = message.get("content", "")
    if message.get("type") == "placeholder" or isinstance(content, str):
        return {"content": content, **message} if "role" in message else message
    parts = [part["text"] for part in content or [] if isinstance(part.get("text"), str)]
    return {**message, "content": "\n".join(parts)}


def listed(prompt: Prompt, args: dict[str, Any]) -> dict[str, Any]:
    numbers = list(
        range(max(1, prompt.latest_version - NEWEST_TOLD + 1), prompt.latest_version + 1)
    )
    if "version" in args:
        numbers = [args["version"]]
    if "label" in args:
        numbers = [number for number in numbers if number == prompt.labels.get(args["label"])]
    labels = {label: number for label, number in prompt.labels.items() if number in numbers}
    if "label" in args:
        labels = {label: number for label, number in labels.items() if label == args["label"]}
    return {
        "name": prompt.name,
        "type": prompt.kind,
        "versions": numbers,
        "labels": sorted(labels),
        "tags": prompt.tags,
        "lastUpdatedAt": at(prompt.updated_at),
        "lastConfig": prompt.newest.parameters or {},
    }
