"""Many prompts at once: the rows that the services would write, by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import psycopg

from app.db import compact_json, uuid7
from app.models import Prompt, PromptVersion
from app.services.prompts.checks import checksum_of
from app.services.prompts.search import describe

VERBS = (
    *("answer", "classify", "draft", "extract", "explain", "grade", "outline", "rank", "rewrite"),
    *("route", "summarise", "tag", "translate", "triage", "verify"),
)
SENTENCES = (
    "You are a careful assistant of {{ company }}. ",
    "Answer only from the context below, and cite the passage you used. ",
    "If the context does not hold the answer, say so and offer to open a ticket. ",
    "Write for {{ audience }}, in {{ language }}, in at most 120 words. ",
    "Context:\n{{ context }}\n\nQuestion: {{ question }}\n",
)
PARAMETERS = {"model": "small-1", "temperature": 0.2, "max_tokens": 400}
Row = dict[str, Any]


def name_of(number: int) -> str:
    """`team-07/triage-00042`."""
    return f"team-{number % 40:02d}/{VERBS[number % len(VERBS)]}-{number:05d}"


def content_of(number: int, version: int, size: int = 1000) -> str:
    """About 1 KB, different in every version; ten prompts share each case number."""
    dice = random.Random(f"{number} {version}")
    text = f"Case {number // 10:04d}, draft {version}. "
    while len(text) < size:
        text += dice.choice(SENTENCES)
    return text


@dataclass
class Seed:
    """The rows of a project: prompts with versions, the first version of each active."""

    prompts: int
    versions: int
    actor: str = "system"
    ids: list[UUID] = field(default_factory=list)
    project_id: UUID | None = None

    def plant(self, owner_url: str, project_id: UUID) -> None:
        """As the role that owns the tables, since only it may ANALYZE them."""
        url = owner_url.replace("postgresql+psycopg", "postgresql")
        self.project_id = project_id
        self.ids = [uuid7() for _ in range(self.prompts)]
        tables = {
            "prompts": self.prompt_rows(),
            "prompt_search": self.search_rows(),
            "prompt_versions": self.version_rows(),
            "releases": self.release_rows(),
            "audit_events": self.event_rows(),
        }
        with psycopg.connect(url) as connection:
            for table, rows in tables.items():
                copy_rows(connection, table, rows)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"VACUUM ANALYZE {', '.join(tables)}")

    def moment(self, number: int) -> datetime:
        return datetime.now(UTC) - timedelta(minutes=self.prompts - number)

    def prompt_rows(self) -> Iterator[Row]:
        for number, id_ in enumerate(self.ids):
            moment = self.moment(number)
            yield {
                "id": id_,
                "project_id": self.project_id,
                "name": name_of(number),
                "description": f"What team {number % 40} does with case {number // 10:04d}",
                "kind": "text",
                "tags": [f"team-{number % 40:02d}", VERBS[number % len(VERBS)]],
                "active_version": 1,
                "latest_version": self.versions,
                "created_at": moment,
                "updated_at": moment,
                "created_by": self.actor,
            }

    def search_rows(self) -> Iterator[Row]:
        for number, row in enumerate(self.prompt_rows()):
            found_by = describe(
                Prompt(name=row["name"], tags=row["tags"], description=row["description"]),
                PromptVersion(content=content_of(number, self.versions), messages=None),
            )
            yield {"prompt_id": row["id"], "project_id": self.project_id, **found_by}

    def version_rows(self) -> Iterator[Row]:
        for number, id_ in enumerate(self.ids):
            for version in range(1, self.versions + 1):
                content = content_of(number, version)
                yield {
                    "id": uuid7(),
                    "project_id": self.project_id,
                    "prompt_id": id_,
                    "version": version,
                    "content": content,
                    "parameters": compact_json(PARAMETERS),
                    "checksum": checksum_of(content, None, PARAMETERS),
                    "created_at": self.moment(number),
                    "created_by": self.actor,
                }

    def release_rows(self) -> Iterator[Row]:
        for number, id_ in enumerate(self.ids):
            yield {
                "id": uuid7(),
                "project_id": self.project_id,
                "prompt_id": id_,
                "prompt_name": name_of(number),
                "label": "production",
                "to_version": 1,
                "gates_overridden": False,
                "actor": self.actor,
                "created_at": self.moment(number),
            }

    def event_rows(self) -> Iterator[Row]:
        for number, id_ in enumerate(self.ids):
            for version in range(1, self.versions + 1):
                yield {
                    "id": uuid7(),
                    "project_id": self.project_id,
                    "actor": self.actor,
                    "action": "prompt.version_saved" if version > 1 else "prompt.created",
                    "object_type": "prompt",
                    "object_id": str(id_),
                    "object_name": name_of(number),
                    "changes": compact_json({"version": [None, version]}),
                    "created_at": self.moment(number),
                }


def copy_rows(connection: psycopg.Connection, table: str, rows: Iterator[Row]) -> None:
    """By way of a table of its own, since COPY is not for those behind the wall."""
    first = next(rows)
    columns = ", ".join(first)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
        )
        with cursor.copy(f"COPY copied ({columns}) FROM STDIN") as copy:
            for row in chain([first], rows):
                copy.write_row(list(row.values()))
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM copied")
        cursor.execute("DROP TABLE copied")
