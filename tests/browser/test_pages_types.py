"""The pages' types follow the API's document: where they drift apart, the build fails."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.live import ROOT

FRONTEND = ROOT / "frontend"


def check(document: Path) -> subprocess.CompletedProcess[str]:
    """What `npm run api:check` runs, and the type check and the build before anything else."""
    brought = ROOT / ".venv/bin/node"
    node = str(brought) if brought.exists() else shutil.which("node")
    program = FRONTEND / "node_modules/openapi-typescript/bin/cli.js"
    command = [
        str(node),
        str(program),
        str(document),
        "--output",
        "src/lib/api-schema.ts",
        "--check",
    ]
    return subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=120)


def test_the_types_are_those_of_the_document():
    assert check(ROOT / "docs/openapi.json").returncode == 0


def test_a_renamed_field_is_found(tmp_path: Path):
    changed = tmp_path / "openapi.json"
    text = (ROOT / "docs/openapi.json").read_text()
    changed.write_text(text.replace('"latest_version"', '"newest_version"'))
    before = (FRONTEND / "src/lib/api-schema.ts").read_text()

    done = check(changed)

    assert done.returncode != 0
    assert (FRONTEND / "src/lib/api-schema.ts").read_text() == before


def test_the_check_comes_before_the_types_are_trusted():
    scripts = json.loads((FRONTEND / "package.json").read_text())["scripts"]
    document, output = "../docs/openapi.json", "src/lib/api-schema.ts"

    assert scripts["api:check"] == f"openapi-typescript {document} --output {output} --check"
    for script in ("typecheck", "build"):
        assert scripts[script].startswith("npm run --silent api:check && ")
