"""A parsed line as a prompt to be imported, everything about it checked that needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.errors import Invalid
from app.services.pointers import LATEST, PRODUCTION, check_labels
from app.services.prompts.checks import (
    DESCRIPTION_LENGTH,
    MESSAGE_LENGTH,
    NAME_LENGTH,
    Checks,
    checksum_of,
)
from app.services.transfer.lines import UnfitLine
from app.services.transfer.shapes import PROMPT, RELEASE, VERSION, read, read_all

VERSION_COUNT = 100_000
AUTHOR_LENGTH = 400


@dataclass(frozen=True, kw_only=True)
class Version:
    version: int
    checksum: str
    content: str | None = None
    messages: list[dict[str, Any]] | None = None
    parameters: dict[str, Any] | None = None
    message: str | None = None
    id: UUID | None = None
    created_at: datetime | None = None
    created_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """A release as the line tells it."""

    to_version: int | None
    from_version: int | None = None
    label: str = PRODUCTION
    reason: str | None = None
    prompt_name: str | None = None
    id: UUID | None = None
    release_id: UUID | None = None
    created_at: datetime | None = None
    actor: str | None = None


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A prompt as the line tells it. What it left out is None."""

    name: str
    kind: str
    versions: list[Version]
    releases: list[Move]
    says_active: bool
    active_version: int | None = None
    tags: list[str]
    description: str | None = None
    id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    archived_at: datetime | None = None
    created_by: str | None = None

    @property
    def latest_version(self) -> int:
        return len(self.versions)


def read_prompt(value: Any) -> Incoming:
    """Raises `Invalid` with a sentence that says what is wrong and where."""
    line = read(value, PROMPT)
    for key in ("name", "versions"):
        if key not in line:
            raise UnfitLine(f"{key}: Missing.")
    labels = line.pop("labels", {})
    line.pop("format", None)
    versions = read_versions(line.pop("versions"), line.pop("kind", None))
    checks = Checks()
    checks.name(line["name"])
    checks.text("description", line.get("description"), DESCRIPTION_LENGTH)
    line["tags"] = checks.tags(line.get("tags", []))
    author(checks, "created_by", line.get("created_by"))
    checks.done()
    if PRODUCTION in labels:
        line.setdefault("active_version", labels[PRODUCTION])
    incoming = Incoming(
        kind="text" if versions[0].messages is None else "chat",
        versions=versions,
        releases=read_releases(line.pop("releases", []), len(versions)),
        says_active="active_version" in line,
        **line,
    )
    check_pointers(incoming, labels)
    return incoming


def read_versions(values: list[Any], kind: str | None) -> list[Version]:
    """In the order of their numbers, which are 1, 2, 3 … as they stand if left out."""
    if not 1 <= len(values) <= VERSION_COUNT:
        raise UnfitLine(f"versions: Between 1 and {VERSION_COUNT:,} of them.")
    found = read_all(values, VERSION, "version")
    for place, version in enumerate(found, 1):
        version.setdefault("version", place)
    found.sort(key=lambda version: version["version"])
    for place, version in enumerate(found, 1):
        if version["version"] != place:
            raise UnfitLine(
                "versions: Their numbers run 1, 2, 3 … without gap or repetition;"
                f" {version['version']} stands where {place} should."
            )
        kind = check_version(version, kind)
    return [Version(checksum=checksum_in(version), **version) for version in found]


def check_version(version: dict[str, Any], kind: str | None) -> str:
    """The kind that this version has, and that those after it must have."""
    checks = Checks()
    kind = checks.body(kind, version.get("content"), version.get("messages"))
    checks.parameters(version.get("parameters"))
    version["message"] = checks.text("message", version.get("message"), MESSAGE_LENGTH) or None
    author(checks, "created_by", version.get("created_by"))
    done(checks, f"version {version['version']}")
    return kind


def checksum_in(version: dict[str, Any]) -> str:
    return checksum_of(version.get("content"), version.get("messages"), version.get("parameters"))


def read_releases(values: list[Any], latest: int) -> list[Move]:
    """Oldest first, as they are written by an export."""
    found = read_all(values, RELEASE, "release")
    # None for those that undo nothing.
    ids = {None, *(release.get("id") for release in found)}
    for place, release in enumerate(found, 1):
        check_release(release, f"release {place}", ids, latest)
    return [Move(**release) for release in found]


def check_release(release: dict[str, Any], place: str, ids: set[UUID | None], latest: int) -> None:
    if "to_version" not in release:
        raise UnfitLine(f"{place}, to_version: Missing.")
    for end in ("from_version", "to_version"):
        if (release.get(end) or 1) > latest:
            raise UnfitLine(f"{place}, {end}: There is no version {release[end]}.")
    if release.get("label", PRODUCTION) != PRODUCTION:
        raise UnfitLine(f"{place}, label: Only `{PRODUCTION}` has releases.")
    if release.get("release_id") not in ids:
        raise UnfitLine(f"{place}, release_id: The release that it undoes is not in this line.")
    checks = Checks()
    checks.text("reason", release.get("reason"), MESSAGE_LENGTH)
    checks.text("prompt_name", release.get("prompt_name"), NAME_LENGTH)
    author(checks, "actor", release.get("actor"))
    done(checks, place)


def check_pointers(incoming: Incoming, labels: dict[str, int]) -> None:
    """What the line says twice must agree."""
    check_labels(list(labels))
    latest, active = incoming.latest_version, incoming.active_version
    if (active or 1) > latest:
        raise UnfitLine(f"active_version: There is no version {active}.")
    for label, version in ((LATEST, latest), (PRODUCTION, active)):
        if labels.get(label, version) != version:
            raise UnfitLine(f"labels: `{label}` says {labels[label]}, the rest says {version}.")


def author(checks: Checks, field: str, value: str | None) -> None:
    checks.text(field, value, AUTHOR_LENGTH)
    if value is not None and not value.strip():
        checks.refuse(field, "Name somebody, or leave it out.")


def done(checks: Checks, place: str) -> None:
    try:
        checks.done()
    except Invalid as problem:
        raise UnfitLine(f"{place}, {problem.message}") from None
