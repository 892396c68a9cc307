"""What make says and leaves behind when something is missing."""

import os
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


def test_an_environment_that_broke_off_is_made_anew(tmp_path, tools):
    python = tools / "python3"
    python.write_text(BREAKS_OFF)
    python.chmod(0o755)

    done = make(tmp_path, tools, ".venv/bin/python")

    assert done.returncode != 0
    assert not os.path.lexists(tmp_path / ".venv/bin/python")
