"""What an experiment is held against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from promptside.api import Api
from promptside.errors import BadInput

SEARCHED = 200
"""Newest experiments of the prompt that are looked at."""


def version_of(api: Api, prompt: dict[str, Any]) -> dict[str, Any]:
    """The version that a number or label names now, with its parameters."""
    path = f"/api/prompts/by-name/{quote(prompt['prompt_name'], safe='/')}"
    asked = {name: prompt[name] for name in ("version", "label") if name in prompt}
    active = api.get(path, **asked).get("active")
    if active is None:
        raise BadInput(
            f"{prompt['prompt_name']} has no active version to compare with:"
            " release one, or leave --baseline out."
        )
    return dict(active)


def newest_like(
    experiments: Iterable[dict[str, Any]], like: dict[str, Any], parameters: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The first that was run as `like` was: on the same items, by the same means, so judged."""
    return next((one for one in experiments if fits(one, like, parameters)), None)


def fits(one: dict[str, Any], like: dict[str, Any], parameters: dict[str, Any] | None) -> bool:
    same = ("dataset_id", "dataset_version", "trials")
    if one["status"] != "finished" or any(one.get(name) != like.get(name) for name in same):
        return False
    if not judged_by(like) <= judged_by(one):
        return False
    if like.get("source") == "recorded":
        return True
    means = ["source", "connection"]
    given = one.get("parameters") or {}
    if given == (like.get("parameters") or {}):
        means.append("model")
    return given == (parameters or {}) and all(one.get(name) == like.get(name) for name in means)


def judged_by(experiment: dict[str, Any]) -> set[tuple[str, int]]:
    return {(row["name"], row["version"]) for row in experiment["evaluators"]}
