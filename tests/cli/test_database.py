"""Commands and the database they need."""

import pytest

from app.settings import Settings
from tests.cli.commands import flask_process
from tests.databases import SECRET
from tests.live import environment_of, free_port


@pytest.mark.parametrize("command", ["migrate", "up", "worker --check", "keys create ci"])
def test_a_database_that_is_away_is_told_in_words(command, tmp_path):
    url = f"postgresql://promptside_app:hidden@/promptside?host={tmp_path}"
    settings = Settings(SECRET, SECRET, database_url=url, database_owner_url=url)

    done = flask_process(*command.split(), env=environment_of(settings, free_port(), free_port()))

    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


def test_a_data_directory_that_cannot_be_used_is_told_in_words(tmp_path):
    (tmp_path / "file").touch()
    data_dir = tmp_path / "file" / "var"

    done = flask_process(
        "keys", "create", "ci", env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(data_dir)}
    )

    assert done.returncode == 1
    assert f"{data_dir}/secret-key cannot be used (Not a directory)" in done.stderr
    assert "set DATA_DIR to a directory of your own" in done.stderr
    assert "Traceback" not in done.stderr
