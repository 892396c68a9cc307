"""The panel's door stood open once: then each service still refuses whoever is no operator."""

import pytest

from app.admin.guard import Guarded
from tests.access.cast import CALLERS
from tests.access.matrix import answers
from tests.access.table import Row, expected

PANEL = [
    row
    for row, cells in expected().items()
    if cells["viewer"] == "403" and row.route.startswith("/admin/") and cells["operator"] != "404"
]
TRIED = [name for name in CALLERS if name not in ("anonymous", "operator")]

EMPTY_FORMS = {
    Row("/admin/people/new/", "GET"),
    Row("/admin/projects/new/", "GET"),
    Row("/admin/people/edit/", "GET"),
    Row("/admin/projects/edit/", "GET"),
}
"""Only the door keeps these: they show no more than what a project or person is called."""

AS_ELSEWHERE = {
    Row("/admin/transfer/export/", "GET"): "viewer editor releaser admin",
    Row("/admin/transfer/import/", "POST"): "editor releaser admin",
    Row("/admin/prompts/new/", "POST"): "editor releaser admin",
    Row("/admin/keys/new/", "POST"): "admin",
    Row("/admin/connections/new/", "POST"): "admin",
    Row("/admin/scales/new/", "POST"): "editor releaser admin",
    Row("/admin/prices/new/", "POST"): "admin",
    Row("/admin/masking/new/", "POST"): "admin",
    Row("/admin/datasets/new/", "POST"): "editor releaser admin",
    Row("/admin/evaluators/new/", "POST"): "editor releaser admin",
    Row("/admin/experiments/new/", "POST"): "editor releaser admin",
    Row("/admin/gates/new/", "POST"): "admin",
    Row("/admin/projects/edit/", "POST"): "admin",
    Row("/admin/people/link/", "POST"): "admin",
    Row("/admin/projects/invite/", "POST"): "admin",
}
"""Within their own project some may do the same by the API, and the service knows no other rule."""


@pytest.fixture
def open_door(monkeypatch):
    monkeypatch.setattr(Guarded, "is_accessible", lambda view: True)


@pytest.mark.parametrize("row", [r for r in PANEL if r not in EMPTY_FORMS], ids=str)
def test_services_refuse_by_themselves(cast, open_door, row):
    said = answers(cast, row, TRIED)

    let_in = expected()[row]["operator"]
    inside = {name for name, answer in said.items() if answer[0] == "2" or answer == let_in}
    people = inside - {"read key", "write key", "admin key"}
    assert people == set(AS_ELSEWHERE.get(row, "").split())


def test_every_exception_is_one():
    assert EMPTY_FORMS | set(AS_ELSEWHERE) <= set(PANEL)
