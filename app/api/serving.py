"""REST: the fetch that applications make at run time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, g, request

from app.api import headers
from app.api.blueprint import Blueprint, is_known
from app.errors import Invalid
from app.schemas import examples
from app.schemas.prompts import FetchArgs, ResolvedOut
from app.services import policy, prompts, releases, serving
from app.services.access.keys import hash_of, is_use_due
from app.services.pointers import PRODUCTION, check_labels
from app.services.serving import Pointer, Resolved
from app.web import rates
from app.web.identity import know_caller, known_first, note_use, sent_token

blp = Blueprint(
    "serving", __name__, url_prefix="/api/prompts", description="What applications fetch"
)


NAME = {
    "in": "path",
    "name": "name",
    "required": True,
    "description": "Any legal name; a `/` in it may stand as it is.",
    "schema": {"type": "string", "minLength": 1, "format": "prompt-name"},
    "example": "support/summarise",
}


@blp.route("/by-name/<path:name>", parameters=[NAME])
@known_first
@blp.doc(**headers.IF_NONE_MATCH)
@blp.arguments(FetchArgs, location="query")
@blp.response(200, ResolvedOut, example=examples.RESOLVED, headers=headers.ETAG)
@blp.alt_response(304, description="Still the version `If-None-Match` knows", headers=headers.ETAG)
def fetch(args: dict[str, Any], name: str) -> Any:
    """Fetch the version that a label names"""
    return serve(name, args)


@blp.before_request
def fetch_plainly() -> Response | None:
    """By its name alone, as most ask: without the reading of arguments that there are none of."""
    if request.query_string or request.method not in ("GET", "HEAD"):
        return None
    return serve((request.view_args or {})["name"], {})


def serve(name: str, args: dict[str, Any]) -> Response:
    """Written by hand, since this is what every application waits for."""
    found = resolve(pointer_of(name, args))
    if found.key_id and is_use_due(found.key_used_at):
        note_use(found.project_id, found.key_id)
    etag = found.etag
    told = {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache"}
    if is_known(etag):
        return Response(b"", 304, told)
    return Response(serving.answer(found), 200, told, content_type="application/json")


def resolve(pointer: Pointer) -> Resolved:
    """A key is checked in the same statement; a person is known already."""
    if g.caller is None:
        try:
            return serving.resolve_for_key(hash_of(sent_token()), pointer, meet)
        except policy.MissingRight:
            # Whose key it is belongs into the record of the refusal.
            know_caller()
            raise
    policy.require(g.caller, policy.READ)
    return serving.resolve_in_project(g.caller.project_id, pointer)


def meet(key_id: UUID, project_id: UUID, rate_limit: int | None) -> None:
    """What the log tells, and the key's own limit."""
    g.actor, g.project_id = f"key:{key_id}", project_id
    rates.count(key_id, rate_limit)


def pointer_of(name: str, args: dict[str, Any]) -> Pointer:
    if len(args) > 1:
        raise Invalid(
            "Ask for one of `label`, `version` and `at`.",
            errors={"query": {key: ["One of `label`, `version` and `at`."] for key in args}},
        )
    if "label" in args:
        check_labels([args["label"]], "query", "label")
    if "at" in args:
        return Pointer(name, PRODUCTION, version_at(name, args["at"]))
    if "version" in args:
        return Pointer(name, None, args["version"])
    return Pointer(name, args.get("label", PRODUCTION))


def version_at(name: str, moment: datetime) -> int:
    """What was served at a moment, or `NoActiveVersion` if nothing was."""
    know_caller()
    prompt = prompts.find_prompt(g.caller, name)
    version = releases.active_at(prompt.id, moment)
    if version is None:
        raise serving.NoActiveVersion(
            f"{name} had no active version at that moment, as far as is known here.",
            latest_version=prompt.latest_version,
        )
    return version
