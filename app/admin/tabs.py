"""Named filters: the tabs above a list, ours and those somebody saved."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.admin.asking import Asking, Pairs
from app.errors import Conflict
from app.services.saved_filters import SavedFilter


@dataclass(frozen=True)
class Tab:
    """A name and what it filters by. What is kept in the installation can be changed."""

    name: str
    query: str = ""
    saved: bool = False

    @property
    def pairs(self) -> Pairs:
        return parse_qsl(self.query)

    def url(self, asking: Asking) -> str:
        shown = [p for p in asking.pairs if p[0] in ("col", "order")]
        return asking.url([*shown, *self.pairs, ("tab", self.name)])


ALL = Tab("All")


@dataclass(frozen=True)
class Tabs:
    every: tuple[Tab, ...]
    current: Tab | None
    changed: bool
    """The rows are narrowed otherwise than the current tab says."""


class NameOfOurs(Conflict):
    """The address names a tab, and ours come first: one saved under it could not be reached."""


def refuse_own(own: tuple[Tab, ...], name: str) -> None:
    for tab in (ALL, *own):
        if tab.name.casefold() == name.strip().casefold():
            raise NameOfOurs(f"There is always a tab {tab.name}; choose another name.")


def tabs_of(own: tuple[Tab, ...], saved: list[SavedFilter], asking: Asking) -> Tabs:
    every = (ALL, *own, *(Tab(kept["name"], kept["query"], True) for kept in saved))
    narrowing = sorted(asking.narrowing())
    named = asking.first("tab")
    current = next((tab for tab in every if tab.name == named), None)
    if current is None:
        # An address without a name, such as a figure of the dashboard links to.
        current = next((tab for tab in every if sorted(tab.pairs) == narrowing), every[0])
    return Tabs(every, current, sorted(current.pairs) != narrowing)
