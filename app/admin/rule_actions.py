"""What can be done to scores, scales, prices and masking rules."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from app.admin.actions import Action, Change
from app.admin.guard import caller, parsed_key, within
from app.admin.words import moment, usd
from app.models import MaskingRule, Price, Scale, Score
from app.services import masking, prices, scales, scores
from app.services.chosen import chosen_rows, chosen_scores
from app.services.policy import Caller

KEY = (UUID, UUID, str)


class RemoveScore(Action):
    name, label, icon, past = "remove", "Remove", "delete", "Removed"
    noun, plural, field, tone = "score", "scores", "Value", "bad"
    head = ("Project", "Given")
    asks_reason = False

    def parsed(self, text: str) -> str:
        return ".".join(map(str, parsed_key(text, *KEY, noun=self.noun)))

    def look(self, ids: list[str], values: Any, lock: bool) -> list[Change]:
        keys = [parsed_key(id_, *KEY, noun=self.noun) for id_ in ids]
        return [
            Change(
                f"{score.project_id}.{score.shard_id}.{score.id}",
                score.name,
                judged(score),
                "gone",
                "removed",
                seen={"name": score.name, "value": score.judged},
                facts=[slug, score.created_at],
                row=score,
            )
            for score, slug in chosen_scores(caller(), keys)
        ]

    def act(self, change: Change, reason: str | None) -> None:
        scores.remove_score(within(change.row.project_id), change.row.id)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "They are counted in no average any more; there is no undo",
            "In one project a score of the same id goes as well, whatever it judges",
            "The audit log keeps the value and who gave it",
        ]


def judged(score: Score) -> str:
    """The beginning of its value."""
    value = score.judged
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)[:40]


class Delete(Action):
    """Of a rule that is one row and nothing else."""

    name, label, icon, past = "delete", "Delete", "delete", "Deleted"
    tone, asks_reason = "bad", False
    head = ("Project",)
    table: ClassVar[type[Price | MaskingRule]]

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        return [self.change(*one) for one in chosen_rows(caller(), self.table, ids, lock=lock)]

    def change(self, row: Any, slug: str) -> Change:
        told = self.told(row)
        return Change(
            row.id,
            self.title_of(row),
            told,
            "gone",
            "deleted",
            seen={"name": self.title_of(row), "told": told},
            facts=[slug],
            row=row,
        )

    def told(self, row: Any) -> str:
        """What the rule says, in a few words."""
        raise NotImplementedError

    def title_of(self, row: Any) -> str:
        return str(row.name)


class DeletePrice(Delete):
    noun, plural, field, table = "price", "prices", "USD a million", Price

    def told(self, row: Any) -> str:
        return f"{usd(row.input_usd)} in, {usd(row.output_usd)} out, from {moment(row.valid_from)}"

    def title_of(self, row: Any) -> str:
        return str(row.model)

    def act(self, change: Change, reason: str | None) -> None:
        prices.delete_price(within(change.row.project_id), change.row.id)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Calls to come cost what the price before it says, else the starting list",
            "What was recorded keeps its cost",
        ]


class DeleteRule(Delete):
    noun, plural, field, table = "masking rule", "masking rules", "Looks for", MaskingRule

    def told(self, row: Any) -> str:
        return str(row.pattern or row.attribute)[:60]

    def act(self, change: Change, reason: str | None) -> None:
        masking.delete_rule(within(change.row.project_id), change.row.id)

    def effects(self, changes: list[Change]) -> list[str]:
        return [
            "Spans to come are stored with what it would have taken out",
            "What is stored stays masked; nothing brings it back",
        ]


class Archive(Action):
    """Of a row that is only put away. Its opposite is the same, with `archived` false."""

    name, label, icon, past = "archive", "Archive", "archive", "Archived"
    head = ("Project",)
    asks_reason, archived = False, True
    table: ClassVar[type[Any]]

    def offered(self, row: Any) -> bool:
        return (row.archived_at is not None) != self.archived

    def look(self, ids: list[UUID], values: Any, lock: bool) -> list[Change]:
        return [self.change(*one) for one in self.chosen(ids, lock)]

    def chosen(self, ids: list[UUID], lock: bool) -> list[tuple[Any, str]]:
        return chosen_rows(caller(), self.table, ids, lock=lock)

    def title_of(self, row: Any) -> str:
        return str(row.name)

    def change(self, row: Any, slug: str) -> Change:
        is_archived, words = row.archived_at is not None, {True: "Archived", False: "In use"}
        return Change(
            row.id,
            self.title_of(row),
            words[is_archived],
            words[self.archived],
            self.archived,
            seen={"name": self.title_of(row), "archived": is_archived},
            why_not=f"It is {words[is_archived].lower()} already."
            if is_archived == self.archived
            else "",
            facts=[slug],
            row=row,
        )

    def act(self, change: Change, reason: str | None) -> None:
        self.put(within(change.row.project_id), change.row.id)

    def put(self, here: Caller, id_: UUID) -> None:
        """Archived, or back."""
        raise NotImplementedError

    def undo(self, changes: list[Change]) -> list[tuple[str, str]] | None:
        ids = [("id", str(change.id)) for change in changes]
        return [("do", "restore" if self.archived else "archive"), *ids]


class ArchiveScale(Archive):
    noun, plural, table = "scale", "scales", Scale

    def put(self, here: Caller, id_: UUID) -> None:
        scales.update_scale(here, id_, archived=self.archived)

    def effects(self, changes: list[Change]) -> list[str]:
        return ["It is offered to nobody any more", "Scores that were given on it stay as they are"]


class RestoreScale(ArchiveScale):
    name, label, icon, past = "restore", "Restore", "restore", "Restored"
    archived = False

    def effects(self, changes: list[Change]) -> list[str]:
        return ["It is offered again, and scores of its name must have its values"]
