"""Bytes to lines, and a line to JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.errors import Invalid
from app.strict_json import DEEPEST, NotJson, loads

FORMAT = 1
LINE_BYTES = 64 * 1024 * 1024
DEEPER = 2
"""A body stands two levels deeper in a line, within a version, than in a request."""


class UnfitLine(Invalid):
    """The line does not hold a prompt as it is written here."""


def lines_in(chunks: Iterable[bytes], most: int = LINE_BYTES) -> Iterator[bytes]:
    """Split at LF alone, since a body may hold any other line end.

    Of a line that is too long comes only its beginning, one byte more than may be.
    """
    line = bytearray()
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            line += part[: most + 1 - len(line)]
            yield bytes(line)
            line.clear()
        line += rest[: most + 1 - len(line)]
    if line:
        yield bytes(line)


def parse(line: bytes) -> Any:
    if len(line) > LINE_BYTES:
        raise UnfitLine(f"Longer than {LINE_BYTES // 1024**2} MiB, which is the most of a line.")
    try:
        return loads(line, deepest=DEEPEST + DEEPER)
    except NotJson as error:
        problem = (error.errors or {})["json"]["_schema"][0]
        raise UnfitLine(f"Not acceptable JSON: {problem.replace('line 1, ', '')}") from error
