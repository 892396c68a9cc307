"""The rules with one of them broken, each in turn."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import app as package
from app.services import policy
from app.wall import act_in, read_across

ROOT = Path(package.__file__).parent
ASKING = (
    *("check", "require", "require_move", "require_to_give", "require_across", "may", "may_move"),
)


@dataclass(frozen=True)
class Site:
    """A place in the code that asks for a right."""

    path: str
    function: str
    asks: str
    line: int

    def __str__(self) -> str:
        return f"{self.path} {self.function} {self.asks}"


def sites() -> list[Site]:
    return [site for path in sorted(ROOT.rglob("*.py")) for site in sites_in(path)]


def sites_in(path: Path) -> Iterator[Site]:
    text = path.read_text()
    # Parsing takes long, and most files ask for nothing.
    if path.name == "policy.py" or "policy." not in text:
        return
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if asked := name_of(call):
                yield Site(str(path.relative_to(ROOT)), function.name, asked, call.lineno)


def name_of(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="policy"), attr=name)):
            return name if name in ASKING else None
    return None


class Watch:
    """Notes which sites refused, and lets those that are broken refuse nobody."""

    def __init__(self) -> None:
        self.refusing: set[tuple[str, int]] = set()
        self.broken: set[tuple[str, int]] = set()

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(caller: policy.Caller, *args: Any) -> Any:
            frame = sys._getframe(1)
            place = (frame.f_code.co_filename, frame.f_lineno)
            if place in self.broken:
                return let_through(name, caller)
            try:
                answer = real(caller, *args)
            except policy.MissingRight:
                self.refusing.add(place)
                raise
            if answer is False:
                self.refusing.add(place)
            return answer

        return asked


def let_through(name: str, caller: policy.Caller) -> bool:
    """As after a yes: the database is told the project."""
    if name == "require_across":
        read_across(caller.project_id)
    elif name.startswith("require"):
        act_in(caller.project_id)
    return True


@contextmanager
def watched() -> Iterator[Watch]:
    watch = Watch()
    with pytest.MonkeyPatch.context() as patch:
        for name in ASKING:
            patch.setattr(policy, name, watch.wrapped(name, getattr(policy, name)))
        yield watch


def place_of(site: Site) -> tuple[str, int]:
    return str(ROOT / site.path), site.line
