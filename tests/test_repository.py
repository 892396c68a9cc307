"""What holds for the repository as a whole."""

import ast
import configparser
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
SETTINGS = HOME / "app/settings"


def files() -> list[Path]:
    """What is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := HOME / name).is_file()]


def texts() -> dict[str, str]:
    found = {}
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found[str(path.relative_to(HOME))] = content.decode()
    return found


def locked(path: str) -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", (HOME / path).read_text(), re.M)
    return dict(pins)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(extra: str | None = None) -> list[str]:
    setup = configparser.ConfigParser()
    setup.read(HOME / "setup.cfg")
    lines = (
        setup["options.extras_require"][extra] if extra else setup["options"]["install_requires"]
    )
    return [
        normal(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines.strip().splitlines() if line
    ]


def test_make_alone_lists_every_command():
    listed = subprocess.run(["make"], cwd=HOME, capture_output=True, text=True, check=True).stdout

    commands = [
        "up",
        "demo",
        "check",
        "test",
        "test-more",
        "bench",
        "openapi",
        "sbom",
        "lock",
        "clean",
    ]
    for command in commands:
        assert re.search(rf"^make {command} +\w.{{10,}}$", listed, re.M), command


def test_every_setting_has_a_line_in_the_example():
    trees = [ast.parse(module.read_text()) for module in SETTINGS.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant)}
    read = {s for s in strings if isinstance(s, str) and re.fullmatch(r"[A-Z][A-Z]+(_[A-Z]+)*", s)}

    example = set(re.findall(r"^#?([A-Z_]+)=", (HOME / ".env.example").read_text(), re.M))

    assert len(read) > 15
    assert example - {"REAL_DATA"} == read


def test_every_test_that_a_document_names_is_there():
    documents = [*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md")]
    named = {
        (document.name, path)
        for document in documents
        for path in re.findall(r"`(tests/[\w/.]+)", document.read_text())
    }

    assert len(named) > 40
    assert [pair for pair in sorted(named) if not (HOME / pair[1]).exists()] == []


def test_every_required_package_is_locked():
    pins = locked("requirements.lock")
    extras = [name for extra in ("embedded", "build", "dev") for name in requirements(extra)]

    assert set(requirements() + extras) <= set(pins)


@pytest.mark.parametrize(
    "path", ["requirements.lock", "docker/requirements.lock", "frontend/node.lock"]
)
def test_no_locked_package_is_without_a_hash(path):
    entries = re.split(r"^(?=[^\s#])", (HOME / path).read_text(), flags=re.M)[1:]

    assert len(entries) == len(locked(path)) > 0
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_image_has_the_same_versions_and_no_tools():
    pins, image = locked("requirements.lock"), locked("docker/requirements.lock")

    assert set(requirements() + requirements("build")) <= set(image)
    assert image.items() <= pins.items()
    assert not set(requirements("dev")) & set(image)


def test_the_lock_of_the_pages_records_no_address():
    lock = (HOME / "frontend/package-lock.json").read_text()

    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_the_lock_of_the_pages_knows_every_platform():
    """Else `npm ci` refuses it, or brings nothing for the platforms that are missing."""
    packages = json.loads((HOME / "frontend/package-lock.json").read_text())["packages"]
    locked_names = {path.rsplit("node_modules/", 1)[-1] for path in packages}

    missing = [
        name
        for package in packages.values()
        for name in package.get("optionalDependencies", {})
        if name not in locked_names
    ]

    assert missing == []


def test_no_page_library_is_older_than_its_known_holes():
    """No advisory service is asked here; these are the first versions without the known ones."""
    lock = json.loads((HOME / "frontend/package-lock.json").read_text())
    for name, least in {"next": (16, 2, 6), "react": (19, 2, 6), "react-dom": (19, 2, 6)}.items():
        version = lock["packages"][f"node_modules/{name}"]["version"]
        assert tuple(map(int, version.split("."))) >= least, name


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"/(work|root|home/[a-z]+|Users/[a-z]+)/", id="a directory of somebody's"),
        pytest.param(r"https?://[^ \"]*(registry\.|/simple/|hosted\.org)", id="a package index"),
    ],
)
def test_no_file_knows_the_machine_it_was_made_on(forbidden):
    here = str(Path(__file__).relative_to(HOME))
    found = [
        f"{name}: {hit[0]}"
        for name, text in texts().items()
        if name != here and (hit := re.search(forbidden, text))
    ]

    assert found == []


def test_the_layers_are_drawn_as_they_are_held():
    setup = configparser.ConfigParser()
    setup.read(HOME / "setup.cfg")
    lines = setup["importlinter:contract:layers"]["layers"].strip().splitlines()
    layers = [re.findall(r"\w+", line) for line in lines]
    held = [name for layer in layers for name in layer]
    chapter = (HOME / "docs/ARCHITECTURE.md").read_text().split("\n## Layers\n", 1)[1]
    drawing = chapter.split("```", 2)[1]

    drawn = [word for word in dict.fromkeys(re.findall(r"\w+", drawing)) if word in held]

    assert sorted(drawn) == sorted(held)
    for above, below in pairwise(layers):
        assert max(map(drawn.index, above)) < min(map(drawn.index, below)), (above, below)


def test_nothing_imports_the_application_package_itself():
    """`create_app` knows every part; a part that knew it would close a circle."""
    guilty = [
        str(path)
        for path in (HOME / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and node.module == "app"
        and any(name.name == "create_app" for name in node.names)
    ]

    assert guilty == []


def test_the_licence_is_apache_2():
    licence = (HOME / "LICENSE").read_text()

    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_the_count_adds_up_all_suites(tmp_path):
    results = tmp_path / "test-results"
    results.mkdir()
    (results / "pytest.xml").write_text(
        "<testsuites><testsuite><testcase/><testcase><failure/></testcase></testsuite></testsuites>"
    )
    (results / "vitest.xml").write_text("<testsuites><testcase/><testcase/></testsuites>")
    (results / "check-style").write_text("passed\n")
    (results / "check-types").write_text("failed\n")

    counted = count(tmp_path, "0", "2")

    assert counted.stdout == "4 passed, 2 failed\n"
    assert counted.returncode == 1


def test_the_count_of_a_broken_set_up_is_no_success(tmp_path):
    (tmp_path / "test-results").mkdir()

    assert count(tmp_path, "2", "2").stdout == "0 passed, 2 failed\n"
    assert count(tmp_path, "2", "0").returncode == 1


def test_the_count_of_a_clean_run_is_success(tmp_path):
    (tmp_path / "test-results").mkdir()
    (tmp_path / "test-results/pytest.xml").write_text("<testsuite><testcase/></testsuite>")

    counted = count(tmp_path, "0", "0")

    assert counted.stdout == "1 passed, 0 failed\n"
    assert counted.returncode == 0


def count(directory: Path, *codes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, HOME / ".ci/count.py", *codes],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.xdist_group("together")
def test_tests_of_a_group_stay_together(request):
    """Or each process starts the servers that a group shares, and nobody is told."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@together")
