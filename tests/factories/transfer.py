"""Lines of JSON in and out, and registries to send them between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app import create_app
from app.db import db
from app.services import transfer
from app.services.policy import Caller
from app.services.transfer import LineResult
from tests.databases import TestServer
from tests.factories.access import the_system


def line(name: str = "greet", *bodies: str, **fields: Any) -> dict[str, Any]:
    """A prompt with a version for each body, and what else is said of it."""
    versions = [{"content": body} for body in bodies or ("Hi",)]
    return {"name": name, "versions": versions, **fields}


def bring(caller: Caller, *lines: Any, dry_run: bool = False) -> list[LineResult]:
    """Import lines, each as an object or as its bytes."""
    data = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    return list(transfer.import_lines(caller, transfer.lines_in([data]), dry_run=dry_run))


def outcomes(results: list[LineResult]) -> list[str]:
    return [result.outcome for result in results]


def refusal(caller: Caller, line: Any) -> str:
    """Why a line is refused, if it is."""
    (result,) = bring(caller, line)
    assert result.outcome == "refused"
    assert result.reason
    return result.reason


def exported(caller: Caller) -> list[dict[str, Any]]:
    return [json.loads(line) for line in transfer.export_lines(caller)]


def export_bytes(caller: Caller) -> bytes:
    return b"".join(transfer.export_lines(caller))


@contextmanager
def empty_registry(server: TestServer) -> Iterator[Caller]:
    """Another database, and the system acting in it."""
    with server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            yield the_system()
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
