"""Commands and the database they need."""

import subprocess
import sys

import pytest

from app.settings import Settings
from tests.databases import SECRET
from tests.live import ROOT, environment_of, free_port


@pytest.mark.parametrize("command", ["migrate", "up", "worker --check", "keys create ci"])
def test_a_database_that_is_away_is_told_in_words(command, tmp_path):
    url = f"postgresql://promptside_app:hidden@/promptside?host={tmp_path}"
    settings = Settings(SECRET, SECRET, database_url=url, database_owner_url=url)

    done = subprocess.run(
        [sys.executable, "-m", "flask", *command.split()],
        cwd=ROOT,
        env=environment_of(settings, free_port(), free_port()),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr
