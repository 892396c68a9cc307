"""Prompts as Langfuse's SDKs write and list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import contains_eager

from app.db import db
from app.errors import Invalid, invalid
from app.models import Prompt, PromptVersion
from app.services import policy, prompts, releases
from app.services.paging import capped_count
from app.services.pointers import LATEST, PRODUCTION, check_labels
from app.services.policy import Caller
from app.services.prompts import NoSuchPrompt, NoSuchVersion

Messages = list[dict[str, Any]]


class VersionsStay(Invalid):
    """A version goes only with its prompt."""


class LatestIsComputed(Invalid):
    """`latest` is the highest number, and moves by itself."""


@dataclass(frozen=True)
class PromptFilter:
    """What a list is narrowed to. `until` is inclusive."""

    name: str | None = None
    label: str | None = None
    tag: str | None = None
    version: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def pick_version(
    caller: Caller, name: str, version: int | None, label: str | None
) -> tuple[Prompt, PromptVersion]:
    """By number or by label, `production` if neither is given."""
    if version is not None and label is not None:
        raise invalid("label", "Ask for a version or for a label.", "query")
    prompt = prompts.find_prompt(caller, name)
    label = label or PRODUCTION
    number = prompt.labels.get(label) if version is None else version
    if number is None:
        raise NoSuchVersion(
            f"{name} has no version with the label {label!r}; the newest is"
            f" {prompt.latest_version}."
        )
    return prompt, prompts.get_versions(caller, prompt, [number])[0]


def save_prompt(
    caller: Caller,
    *,
    name: str,
    labels: list[str],
    tags: list[str] | None,
    **body: Any,
) -> tuple[Prompt, PromptVersion]:
    """The prompt's first or next version; equal to the newest one, that one.

    Given tags become those of the prompt, and so of all its versions.
    """
    check_labels(labels)
    is_served = PRODUCTION in labels
    try:
        prompt = prompts.find_prompt(caller, name)
    except NoSuchPrompt:
        prompt = prompts.create_prompt(caller, name=name, tags=tags, activate=is_served, **body)
        return prompt, prompts.get_versions(caller, prompt, [1])[0]
    kept = [PRODUCTION] if is_served else []
    kind = body.pop("kind")
    if kind != prompt.kind:
        raise invalid("type", f"{name} is of type {prompt.kind}, for life; choose another name.")
    version, _ = prompts.save_version(caller, prompt.id, labels=kept, **body)
    if tags is not None:
        prompts.update_prompt(caller, prompt.id, tags=tags)
    return prompt, version


def label_version(
    caller: Caller, name: str, version: int, labels: list[str]
) -> tuple[Prompt, PromptVersion]:
    """Point the labels at the version; none is taken off it."""
    if LATEST in labels:
        raise LatestIsComputed("`latest` always names the newest version; leave it out.")
    check_labels(labels, field="newLabels")
    prompt = prompts.find_prompt(caller, name)
    if PRODUCTION in labels:
        prompt = releases.activate(caller, prompt.id, version)
    return prompt, prompts.get_versions(caller, prompt, [version])[0]


def delete_prompt(caller: Caller, name: str, version: int | None, label: str | None) -> None:
    """All of it: there is no part of a prompt that could go."""
    prompt = prompts.find_prompt(caller, name)
    if version is not None or label is not None:
        raise VersionsStay(
            f"Versions are never deleted by themselves. Delete {name} as a whole, or move its"
            " label to another version."
        )
    prompts.delete_prompt(caller, prompt.id)


def list_prompts(
    caller: Caller, wanted: PromptFilter, *, limit: int, offset: int
) -> tuple[list[Prompt], int]:
    """Newest first, each with its newest version; and how many there are, counted to 10,000."""
    policy.require(caller, policy.READ)
    query = narrowed(wanted).where(Prompt.project_id == caller.project_id)
    total = capped_count(query)
    query = query.join(Prompt.newest).options(contains_eager(Prompt.newest))
    query = query.order_by(Prompt.created_at.desc(), Prompt.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset))), total


def narrowed(wanted: PromptFilter) -> Select[Any]:
    query = select(Prompt).where(Prompt.archived_at.is_(None))
    if wanted.name is not None:
        query = query.where(Prompt.name == wanted.name)
    if wanted.tag is not None:
        query = query.where(Prompt.tags.contains([wanted.tag]))
    if wanted.version is not None:
        query = query.where(Prompt.latest_version >= wanted.version)
    if wanted.label is not None and wanted.label != LATEST:
        is_active = Prompt.active_version.is_not(None)
        query = query.where(is_active if wanted.label == PRODUCTION else false())
    if wanted.since is not None:
        query = query.where(Prompt.updated_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Prompt.updated_at <= wanted.until)
    return query
