"""`flask openapi`: the API's document as a file."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.api.document import specification

DEFAULT = Path("docs/openapi.json")


@click.command()
@click.argument("target", type=click.Path(path_type=Path), default=DEFAULT)
@with_appcontext
def openapi(target: Path) -> None:
    """Write the OpenAPI document to TARGET (docs/openapi.json)."""
    spec = specification(current_app)
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(spec, indent=2, ensure_ascii=False) + "\n")
