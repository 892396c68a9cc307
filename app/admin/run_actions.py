"""What can be done to runs and traces."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.admin.actions import Action, Change
from app.admin.guard import caller, parsed_key, within
from app.models.runs import QUEUED, RUNNING
from app.services import runs, traces
from app.services.chosen import chosen_runs, chosen_traces
from app.services.lists.runs import DRAFT, STATUSES


class CancelRun(Action):
    name, label, icon, past = "cancel", "Cancel", "close", "Cancelled"
    noun, plural = "run", "runs"
    head = ("Project", "Asked for")
    asks_reason = False

    def offered(self, row: Any) -> bool:
        return row.status in (QUEUED, RUNNING) and row.cancel_requested_at is None

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        return [
            Change(
                run.id,
                run.prompt_name or DRAFT,
                STATUSES[run.status],
                "Cancelled",
                "cancelled",
                seen={"name": run.prompt_name or DRAFT, "status": run.status},
                why_not="" if self.offered(run) else "It is over, or is being cancelled.",
                facts=[slug, run.created_at],
                row=run,
            )
            for run, slug in chosen_runs(caller(), ids, lock=lock)
        ]

    def act(self, change: Change, reason: str | None) -> None:
        runs.cancel_run(within(change.row.project_id), change.row.id)

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        return [f"It is {STATUSES[change.row.status].lower()} now."]

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "What waits is not run at all",
            "Of what runs the call is closed within a second; its tokens are paid for",
        ]


class DeleteTrace(Action):
    name, label, icon, past = "delete", "Delete", "delete", "Deleted"
    noun, plural, field, tone = "trace", "traces", "Holds", "bad"
    head = ("Project", "Began")
    asks_reason = False

    def parsed(self, text: str) -> str:
        return ".".join(map(str, parsed_key(text, UUID, UUID, noun=self.noun)))

    def look(self, ids: list[str], values: Any, lock: bool) -> list[Change]:
        keys = [parsed_key(id_, UUID, UUID, noun=self.noun) for id_ in ids]
        return [
            Change(
                f"{trace.project_id}.{trace.trace_id}",
                trace.name,
                "1 span" if trace.span_count == 1 else f"{trace.span_count:,} spans",
                "gone",
                "deleted",
                seen={"name": trace.name},
                facts=[slug, trace.started_at],
                row=trace,
            )
            for trace, slug in chosen_traces(caller(), keys)
        ]

    def act(self, change: Change, reason: str | None) -> None:
        traces.delete_trace(within(change.row.project_id), change.row.trace_id)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Its spans and scores are deleted with it for good; there is no undo",
            "Its calls and costs leave the sums as soon as the worker makes them anew",
            "Runs that point at it stay",
        ]
