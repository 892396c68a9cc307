"""What there is to ask for, from the URL map; and what is expected, from the table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.views import View
from flask_admin import Admin

from app.admin.base import NounView
from tests.access.cast import CALLERS

TABLE = Path(__file__).with_name("expected.csv")
ACTION = "do="


@dataclass(frozen=True, order=True)
class Row:
    """A question: a method, a route, and where a right hangs on more than these, which case."""

    route: str
    method: str
    case: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.route}" + (f" [{self.case}]" if self.case else "")


def expected() -> dict[Row, dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {
            Row(line["route"], line["method"], line["case"]): {
                caller: line[caller] for caller in CALLERS
            }
            for line in csv.DictReader(file)
        }


def routes(app: Flask) -> set[Row]:
    """All but what Flask answers by itself."""
    return {
        Row(rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def bulk_actions(app: Flask) -> set[Row]:
    """Each action of each list, the page before it and itself."""
    return {
        Row(f"{view.url}/action/", method, ACTION + action.name)
        for view in views(app)
        if isinstance(view, NounView)
        for action in view.actions
        for method in ("GET", "POST")
    }


def views(app: Flask) -> list[View]:
    (panel,) = app.extensions["admin"]
    assert isinstance(panel, Admin)
    return panel._views
