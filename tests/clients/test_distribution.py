"""The distribution `promptside` as pip installs it."""

import shutil
import subprocess
import sys
import zipfile

import promptside
import pytest

from tests.live import ROOT

HOME = ROOT / "clients/python"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy: setuptools leaves things behind where it builds."""
    place = tmp_path_factory.mktemp("wheel")
    shutil.copytree(HOME, place / "source", ignore=shutil.ignore_patterns("*.egg-info"))
    build = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run(
        [sys.executable, "-m", "pip", *build, "--wheel-dir", place, place / "source"], check=True
    )
    (made,) = place.glob("*.whl")
    return made


def test_the_wheel_holds_every_module_and_that_it_is_typed(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("promptside/")}

    assert wheel.name.startswith(f"promptside-{promptside.__version__}-")
    there = (HOME / "src/promptside").iterdir()
    assert held == {f"promptside/{path.name}" for path in there if path.is_file()}
    assert "promptside/py.typed" in held


def test_its_command_runs_by_itself(wheel, tmp_path):
    """Without this checkout on the path; what it requires is where the tests run."""
    target = tmp_path / "installed"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)

    shown = subprocess.run(
        [target / "bin/promptside", "eval", "--help"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.startswith("Usage: promptside eval [OPTIONS]\n")
