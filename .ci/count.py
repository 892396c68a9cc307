"""Add up what the suites left in test-results/, and fail when any of it, or a command, failed."""

import sys
from pathlib import Path
from xml.etree import ElementTree

RESULTS = Path("test-results")


def suites() -> tuple[int, int]:
    """Passed and failed over all JUnit files. A skipped test did not pass."""
    passed = failed = 0
    for report in RESULTS.glob("*.xml"):
        # Our own tools have written it a moment ago.
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            bad = any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
            passed, failed = passed + (not bad), failed + bad
    return passed, failed


def steps() -> tuple[int, int]:
    """Passed and failed over the steps of `make check`."""
    outcomes = [step.read_text().strip() for step in RESULTS.glob("check-*")]
    return outcomes.count("passed"), len(outcomes) - outcomes.count("passed")


def main() -> int:
    commands_failed = sum(code != "0" for code in sys.argv[1:])
    passed, failed = (sum(pair) for pair in zip(suites(), steps(), strict=True))
    # A command that failed before any test could say so: setting up, or collecting.
    failed = failed or commands_failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
