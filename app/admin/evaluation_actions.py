"""What can be done to datasets, evaluators, experiments and gates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.admin.actions import Action, Change
from app.admin.guard import caller, within
from app.admin.rule_actions import Archive
from app.models import Dataset, Evaluator, Experiment, Gate
from app.models.experiments import OPEN
from app.services import datasets, evaluators, experiments
from app.services.chosen import chosen_experiments, chosen_gates
from app.services.gates import rules as gates
from app.services.gates.fitting import title_of
from app.services.lists.experiments import STATUSES
from app.services.policy import Caller


class ArchiveDataset(Archive):
    noun, plural, table = "dataset", "datasets", Dataset

    def put(self, here: Caller, id_: UUID) -> None:
        datasets.update_dataset(here, id_, archived=self.archived)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "It takes no new items",
            "Its items are read as before, and gates that ask for it stay as they are",
        ]


class RestoreDataset(ArchiveDataset):
    name, label, icon, past = "restore", "Restore", "restore", "Restored"
    archived = False

    def effects(self, changes: list[Change]) -> list[str]:
        return ["It takes items again"]


class ArchiveEvaluator(Archive):
    noun, plural, table = "evaluator", "evaluators", Evaluator

    def put(self, here: Caller, id_: UUID) -> None:
        evaluators.update_evaluator(here, id_, archived=self.archived)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "New experiments cannot be judged by it, and it gets no new version",
            "Experiments that it judged, and gates that ask for it, stay as they are",
        ]


class RestoreEvaluator(ArchiveEvaluator):
    name, label, icon, past = "restore", "Restore", "restore", "Restored"
    archived = False

    def effects(self, changes: list[Change]) -> list[str]:
        return ["New experiments can be judged by it again"]


class CompareExperiments(Action):
    name, label, icon, past = "compare", "Compare", "columns", "Compared"
    noun, plural = "experiment", "experiments"
    leads_to = ".compare_view"

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        """In the order they were ticked, or the page would hold them against another one."""
        found = {one.id: one for one, _ in chosen_experiments(caller(), ids, lock=lock)}
        return [Change(id_, found[id_].name) for id_ in ids if id_ in found]


class CancelExperiment(Action):
    name, label, icon, past = "cancel", "Cancel", "close", "Cancelled"
    noun, plural = "experiment", "experiments"
    head = ("Done", "Project", "Asked for")
    asks_reason = False
    to, new = "cancelled", "Cancelled"

    def offered(self, row: Any) -> bool:
        return row.status in OPEN

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        found = chosen_experiments(caller(), ids, lock=lock)
        return [self.change(experiment, slug) for experiment, slug in found]

    def change(self, experiment: Experiment, slug: str) -> Change:
        return Change(
            experiment.id,
            experiment.name,
            STATUSES[experiment.status],
            self.new,
            self.to,
            seen={"name": experiment.name, "status": experiment.status},
            why_not="" if self.offered(experiment) else "It is over.",
            facts=[
                f"{experiment.done_count:,} of {experiment.result_count:,}",
                slug,
                experiment.created_at,
            ],
            row=experiment,
        )

    def act(self, change: Change, reason: str | None) -> None:
        experiments.cancel_experiment(within(change.row.project_id), change.row.id)

    def since(self, before: dict[str, Any], change: Change) -> list[str]:
        return [f"It is {STATUSES[change.row.status].lower()} now."]

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "What waits is not run; calls that run are closed within a second, and paid for",
            "Results that there are stay, with their scores",
            "It opens no gate, since not every item is done",
        ]


class DeleteExperiment(CancelExperiment):
    name, label, icon, past = "delete", "Delete", "delete", "Deleted"
    tone, to, new = "bad", "deleted", "gone"
    asks_name = True

    def offered(self, row: Any) -> bool:
        return True

    def act(self, change: Change, reason: str | None) -> None:
        experiments.delete_experiment(within(change.row.project_id), change.row.id)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Its results and scores are deleted with it for good; there is no undo",
            "Gates that it opened are shut to the next release; releases made stay",
            "Its runs and their traces stay",
        ]


class ArchiveGate(Archive):
    noun, plural, table = "gate", "gates", Gate

    def chosen(self, ids: list[UUID], lock: bool) -> list[tuple[Any, str]]:
        return chosen_gates(caller(), ids, lock=lock)

    def title_of(self, row: Any) -> str:
        return title_of(row)

    def put(self, here: Caller, id_: UUID) -> None:
        gates.update_gate(here, id_, archived=self.archived)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Versions may be released without what it asks for",
            "Releases keep saying that it let them through",
        ]


class RestoreGate(ArchiveGate):
    name, label, icon, past = "restore", "Restore", "restore", "Restored"
    archived = False

    def effects(self, changes: list[Change]) -> list[str]:
        return ["It holds from the next release on; what is served stays"]
