"""One prompt: overview, versions, compare, releases, history, JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, request

from app import diff
from app.admin.guard import NothingThere, caller, within
from app.models import Prompt
from app.schemas.prompts import PromptDetailOut
from app.services import comparing, prompts, releases
from app.services.history import history_of
from app.services.lists import LISTINGS, Asked
from app.services.lists import counts as count_rows

CHILDREN = 20
CONTEXT = 3
LONGEST_SHOWN = 60_000

TABS = ("overview", "versions", "compare", "releases", "history", "json")


class PromptPage:
    """The tabs of a prompt's page, each with its own few statements."""

    number: Callable[[str], int | None]

    def details(self, prompt: Prompt) -> dict[str, Any]:
        tab = request.args.get("tab", "overview")
        if tab not in TABS:
            raise NothingThere(f"A prompt has no page {tab[:20]!r}.")
        here = within(prompt.project_id)
        return {"tab": tab, "here": here, **getattr(self, f"{tab}_tab")(here, prompt)}

    def overview_tab(self, here: Any, prompt: Prompt) -> dict[str, Any]:
        number = prompt.active_version or prompt.latest_version
        version = prompts.get_versions(here, prompt, [number])[0]
        recent = releases.list_releases(here, prompt.id, limit=5)
        return {"version": version, "recent": recent.rows, **shown_body(version)}

    def versions_tab(self, here: Any, prompt: Prompt) -> dict[str, Any]:
        number = self.number("version")
        if number is not None:
            version = prompts.get_versions(here, prompt, [number])[0]
            return {"version": version, **shown_body(version)}
        cursor = request.args.get("after") or None
        return {"page": prompts.list_versions(here, prompt, limit=CHILDREN, cursor=cursor)}

    def compare_tab(self, here: Any, prompt: Prompt) -> dict[str, Any]:
        to = self.number("to") or prompt.latest_version
        before = prompt.active_version if prompt.active_version not in (None, to) else to - 1
        from_ = self.number("from") or max(1, before or 1)
        result = comparing.compare_versions(here, prompt, from_, to)
        old, new = prompts.get_versions(here, prompt, [from_, to])
        whole = request.args.get("whole") == "1"
        return {
            "old": old,
            "new": new,
            "whole": whole,
            "unified": request.args.get("view") == "unified",
            "parts": [(title, folded(rows, whole)) for title, rows in parts_of(result)],
            "parameters": folded(result.parameters, whole),
            **summary(result),
            "new_variables": [n for n in new.variables if n not in old.variables],
            "gone_variables": [n for n in old.variables if n not in new.variables],
        }

    def releases_tab(self, here: Any, prompt: Prompt) -> dict[str, Any]:
        cursor = request.args.get("after") or None
        return {"page": releases.list_releases(here, prompt.id, limit=CHILDREN, cursor=cursor)}

    def history_tab(self, here: Any, prompt: Prompt) -> dict[str, Any]:
        cursor = request.args.get("after") or None
        return {"page": history_of(caller(), prompt.id, limit=CHILDREN, cursor=cursor)}

    def json_tab(self, here: Any, prompt: Prompt) -> dict[str, Any]:
        page = prompts.list_versions(here, prompt, limit=CHILDREN)
        return {"json": as_json(prompt, page.rows), "more": page.next is not None}


def as_json(prompt: Prompt, versions: list[Any]) -> str:
    """As the API answers, with the newest versions only."""
    prompt.shown, prompt.newest_shown = versions, versions[0]
    text = current_app.json.dumps(PromptDetailOut().dump(prompt))
    return diff.pretty(current_app.json.loads(text))


def shown_body(version: Any) -> dict[str, Any]:
    """The messages of a body, each with its role, cut where a page would grow too long."""
    if version.messages is None:
        messages = [("", version.content)]
    else:
        messages = [(diff.role_of(m) or "", diff.message_text(m)) for m in version.messages]
    left, parts, cut = LONGEST_SHOWN, [], False
    for role, text in messages:
        parts.append((role, text[:left]))
        cut = cut or len(text) > left
        left = max(0, left - len(text))
    return {"messages": parts, "cut": cut}


def parts_of(result: comparing.Comparison) -> list[tuple[str, list[diff.Row]]]:
    if result.messages is None:
        return [("Body", result.content or [])]
    found = []
    for part in result.messages:
        roles = [role for role in dict.fromkeys((part.role_from, part.role_to)) if role]
        found.append((f"Message {part.index + 1}, {' → '.join(roles)}", part.rows))
    return found


def folded(rows: list[diff.Row], whole: bool) -> list[Any]:
    """Rows, and lists of unchanged rows that stand folded between the changes."""
    result: list[Any] = []
    run: list[diff.Row] = []
    for row in [*rows, None]:
        if row is not None and row.op == "same":
            run.append(row)
            continue
        head = CONTEXT if result else 0
        tail = CONTEXT if row is not None else 0
        if whole or len(run) <= head + tail + 1:
            result += run
        else:
            result += [*run[:head], run[head : len(run) - tail], *run[len(run) - tail :]]
        run = []
        if row is not None:
            result.append(row)
    return result


def summary(result: comparing.Comparison) -> dict[str, Any]:
    rows = [row for _, rows in parts_of(result) for row in rows]
    words = [0, 0]
    for row in rows:
        for side, segments in enumerate((row.to_text, row.from_text)):
            words[side] += sum(len(text.split()) for text, changed in segments or [] if changed)
    changed = sum(row.op != "same" for row in result.parameters)
    return {"added": words[0], "removed": words[1], "changed_parameters": changed}


def number_of_events(prompt: Prompt) -> int:
    asked = Asked(chosen={"object": (str(prompt.id),)})
    return count_rows(caller(), LISTINGS["audit"], asked).total
