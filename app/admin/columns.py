"""The columns of a list: what they are called, how a cell looks, what an export writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

TIME_KINDS = ("time", "stamp")


@dataclass(frozen=True)
class Column:
    """`kind` names the macro in `templates/admin/cells.html` that draws a cell."""

    name: str
    label: str
    kind: str = "text"
    order: str = ""
    """The order its head switches to, if the list knows one."""
    shown: bool = True
    """Unless somebody chose their own columns."""
    place: str = ""
    """Where it stands in the two lines of a narrow screen: name, state, time or more."""
    numeric: bool = False

    def exported(self, row: Any) -> Any:
        value = getattr(row, self.name)
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if self.name in row.names:
            return row.names[self.name] or value
        if isinstance(value, Decimal):
            return float(value)
        return value if isinstance(value, bool | int | float | list | dict | None) else str(value)


def chosen(columns: tuple[Column, ...], names: list[str]) -> tuple[Column, ...]:
    """Those somebody chose, the first always among them; else the usual ones."""
    if not set(names) & {column.name for column in columns}:
        return tuple(column for column in columns if column.shown)
    return tuple(c for i, c in enumerate(columns) if i == 0 or c.name in names)
