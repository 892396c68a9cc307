"""What make says and leaves behind when something is missing."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
BREAKS_OFF = """\
#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin" && touch "$3/bin/python"
  exit 1
fi
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """The only directory on PATH: neither Python nor apt-get in it."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "id", "mkdir", "touch"):
        (tools / name).symlink_to(shutil.which(name))
    return tools


def make(directory: Path, tools: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("make"), "-f", HOME / "Makefile", *words],
        cwd=directory,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
    )


def test_without_chromium_and_a_way_to_install_it_make_says_how(tmp_path, tools):
    done = make(tmp_path, tools, "chromium", "CHROMIUM=/nowhere/chromium")

    assert done.returncode != 0
    assert "The browser tests need /nowhere/chromium." in done.stderr
    assert "sudo apt-get install chromium" in done.stderr


def test_without_pgbouncer_it_is_the_same(tmp_path, tools):
    done = make(tmp_path, tools, "pgbouncer", "PGBOUNCER=/nowhere/pgbouncer")

    assert done.returncode != 0
    assert "The longest tests need /nowhere/pgbouncer." in done.stderr
    assert "sudo apt-get install pgbouncer" in done.stderr


def test_what_python_compiles_is_kept_whatever_the_environment_says():
    shown = "shown:\n\t@echo [$$PYTHONDONTWRITEBYTECODE]"
    done = subprocess.run(
        ["make", "--no-print-directory", "-f", HOME / "Makefile", f"--eval={shown}", "shown"],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )

    assert done.stdout == "[]\n"


def test_the_bills_of_materials_hold_what_is_shipped():
    subprocess.run(["make", "sbom"], cwd=HOME, check=True, capture_output=True)

    server, pages = (components(HOME / f"sbom/{part}.cdx.json") for part in ("server", "pages"))
    locked = (HOME / "docker/requirements.lock").read_text()
    assert set(server) == set(re.findall(r"^([a-z0-9.-]+==[^ ]+)", locked, re.M))
    known = json.loads((HOME / "frontend/package-lock.json").read_text())["packages"]
    wanted = json.loads((HOME / "frontend/package.json").read_text())
    for name in wanted["dependencies"]:
        version = known[f"node_modules/{name}"]["version"]
        assert not pages[f"{name}=={version}"], name
    assert any(only_builds for part, only_builds in pages.items() if part.startswith("eslint=="))


def components(document: Path) -> dict[str, bool]:
    """Of a CycloneDX document, as `name==version`, and whether it is only there to build."""
    bill = json.loads(document.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    return {
        f"{name_of(part)}=={part['version']}": any(
            mark["name"] == "cdx:npm:package:development" for mark in part.get("properties", [])
        )
        for part in bill["components"]
    }


def name_of(part: dict[str, str]) -> str:
    """npm keeps a scope apart."""
    return "/".join(filter(None, (part.get("group"), part["name"])))


def test_an_environment_that_broke_off_is_made_anew(tmp_path, tools):
    python = tools / "python3"
    python.write_text(BREAKS_OFF)
    python.chmod(0o755)

    done = make(tmp_path, tools, ".venv/bin/python")

    assert done.returncode != 0
    assert not os.path.lexists(tmp_path / ".venv/bin/python")
