"""Spans in the order of their tree, each with how far in it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DEEPEST = 12
"""What stands farther in is shown no farther."""


@dataclass(frozen=True)
class Branch:
    span: Any
    depth: int
    is_orphan: bool
    """Its parent is not among these."""


def tree_of(spans: Sequence[Any]) -> list[Branch]:
    """Children after their parent, in the order given. Of a circle, the first span is a root."""
    present = {span.span_id for span in spans}
    children = defaultdict[bytes, list[int]](list)
    roots = []
    for place, span in enumerate(spans):
        if span.parent_span_id in present:
            children[span.parent_span_id].append(place)
        else:
            roots.append(place)
    found: dict[int, int] = {}
    # What no root leads to goes round in a circle; it is begun anywhere.
    for root in (*roots, *range(len(spans))):
        waiting = [(root, 0)]
        while waiting:
            place, depth = waiting.pop()
            if place not in found:
                found[place] = min(depth, DEEPEST)
                below = children[spans[place].span_id]
                waiting += [(child, depth + 1) for child in reversed(below)]
    known = {None, *present}
    return [
        Branch(spans[place], depth, spans[place].parent_span_id not in known)
        for place, depth in found.items()
    ]
