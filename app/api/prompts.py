"""REST: prompts and their versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.answers import next_link, paging_headers, with_versions
from app.api.blueprint import Blueprint, is_known, state_etag, states_in_if_match
from app.api.once import carried_out_once
from app.db import transaction
from app.schemas import examples
from app.schemas.base import PageArgs
from app.schemas.comparing import DiffArgs, DiffOut
from app.schemas.prompts import (
    PromptDetailOut,
    PromptIn,
    PromptOut,
    PromptPatchIn,
    PromptsArgs,
    PromptSnippetOut,
    VersionIn,
    VersionOut,
)
from app.services import prompts
from app.services.comparing import compare_versions

blp = Blueprint(
    "prompts", __name__, url_prefix="/api/prompts", description="Prompts and their versions"
)

LISTED = {"type": "array", "items": {"anyOf": [PromptOut, PromptSnippetOut]}}
DETAILED = {**headers.ETAG, **headers.LINK}


@blp.route("")
class Prompts(MethodView):
    @blp.arguments(PromptsArgs, location="query")
    @blp.response(200, LISTED, example=[examples.PROMPT], headers=headers.PAGING)
    def get(self, args: dict[str, Any]) -> Any:
        """List prompts, newest first"""
        page = prompts.list_prompts(g.caller, **args)
        schema = PromptOut if args["body"] else PromptSnippetOut
        for prompt in page.rows:
            prompt.newest_shown = prompt.newest
        return make_response(schema(many=True).dump(page.rows), paging_headers(page))

    @blp.doc(**headers.IDEMPOTENCY_KEY)
    @blp.arguments(PromptIn, example=examples.PROMPT_IN)
    @blp.response(201, PromptDetailOut, example=examples.DETAIL, headers=headers.CREATED)
    @blp.alt_response(409, description="The name is taken; or a gate is shut (`gate_not_met`)")
    @carried_out_once
    def post(self, body: dict[str, Any]) -> Any:
        """Create a prompt and its version 1"""
        with transaction():
            prompt = prompts.create_prompt(g.caller, **body)
            told = {
                "Location": f"/api/prompts/{prompt.id}",
                "ETag": f'"{etag_of(prompt)}"',
            }
            detail = with_versions(prompt, prompts.newest_versions(g.caller, prompt))
            return PromptDetailOut().dump(detail), 201, told


@blp.route("/<uuid:prompt_id>")
class PromptById(MethodView):
    @blp.doc(**headers.IF_NONE_MATCH)
    @blp.response(200, PromptDetailOut, example=examples.DETAIL, headers=DETAILED)
    @blp.alt_response(304, description="Still as `If-None-Match` knows it", headers=headers.ETAG)
    def get(self, prompt_id: UUID) -> Any:
        """Read a prompt with its versions, newest first"""
        prompt = prompts.get_prompt(g.caller, prompt_id)
        etag = etag_of(prompt)
        if is_known(etag):
            return make_response("", 304, {"ETag": f'"{etag}"'})
        return detailed(prompt, etag)

    @blp.doc(**headers.IF_MATCH)
    @blp.arguments(PromptPatchIn, required=False, example=examples.PATCH_IN)
    @blp.response(200, PromptDetailOut, example=examples.DETAIL, headers=DETAILED)
    @blp.alt_response(409, description="The name is taken")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def patch(self, body: dict[str, Any], prompt_id: UUID) -> Any:
        """Change name, description or tags"""
        with transaction():
            prompt = prompts.update_prompt(
                g.caller, prompt_id, if_match=states_in_if_match(), **body
            )
            return detailed(prompt)

    @blp.doc(**headers.IF_MATCH)
    @blp.response(204, description="It is gone")
    @blp.alt_response(412, description="Changed since the ETag in `If-Match`")
    def delete(self, prompt_id: UUID) -> None:
        """Delete a prompt and its versions, for good"""
        with transaction():
            prompts.delete_prompt(g.caller, prompt_id, if_match=states_in_if_match())


def etag_of(prompt: Any) -> str:
    """To be taken before names are read: a newer answer under an older ETag does no harm."""
    return state_etag(prompts.etag_of(prompt))


def detailed(prompt: Any, etag: str | None = None) -> Any:
    """A prompt's whole answer, with its ETag, and the way to older versions."""
    etag = etag or etag_of(prompt)
    page = prompts.newest_versions(g.caller, prompt)
    told = {"ETag": f'"{etag}"'}
    if page.next is not None:
        query = [("cursor", str(page.next))]
        told["Link"] = next_link(f"/api/prompts/{prompt.id}/versions", query)
    return make_response(PromptDetailOut().dump(with_versions(prompt, page)), told)


@blp.route("/<uuid:prompt_id>/versions")
class Versions(MethodView):
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, VersionOut(many=True), example=[examples.VERSION], headers=headers.PAGING)
    def get(self, args: dict[str, Any], prompt_id: UUID) -> Any:
        """List a prompt's versions, newest first"""
        prompt = prompts.get_prompt(g.caller, prompt_id)
        page = prompts.list_versions(g.caller, prompt, **args)
        return make_response(VersionOut(many=True).dump(page.rows), paging_headers(page))

    @blp.doc(**headers.IDEMPOTENCY_KEY)
    @blp.arguments(VersionIn, example=examples.VERSION_IN)
    @blp.response(201, VersionOut, example=examples.VERSION, headers=headers.LOCATION)
    @blp.alt_response(
        200,
        schema=VersionOut,
        example=examples.VERSION,
        headers=headers.LOCATION,
        description="Equal to the newest version: that one",
    )
    @blp.alt_response(409, description="It is archived; or a gate is shut (`gate_not_met`)")
    @blp.alt_response(412, description="`expected_latest` is not the newest version")
    @carried_out_once
    def post(self, body: dict[str, Any], prompt_id: UUID) -> Any:
        """Save the next version"""
        with transaction():
            version, created = prompts.save_version(g.caller, prompt_id, **body)
            location = f"/api/prompts/{prompt_id}/versions/{version.version}"
            return VersionOut().dump(version), 201 if created else 200, {"Location": location}


@blp.route("/<uuid:prompt_id>/versions/<number:version>")
class VersionByNumber(MethodView):
    @blp.response(200, VersionOut, example=examples.VERSION)
    def get(self, prompt_id: UUID, version: int) -> Any:
        """Read one version"""
        return prompts.get_version(g.caller, prompt_id, version)


@blp.route("/<uuid:prompt_id>/diff")
class Diff(MethodView):
    @blp.arguments(DiffArgs, location="query")
    @blp.response(200, DiffOut, example=examples.DIFF)
    def get(self, args: dict[str, int], prompt_id: UUID) -> Any:
        """Compare two versions, by line and by word"""
        prompt = prompts.get_prompt(g.caller, prompt_id)
        return compare_versions(g.caller, prompt, args["from_"], args["to"])
