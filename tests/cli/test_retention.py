"""`flask retention`."""

from datetime import timedelta

from app.db import now, transaction
from app.services.access import projects
from tests.cli.commands import flask
from tests.factories.access import the_system
from tests.factories.traces import make_run


def test_it_tells_what_would_go_and_then_deletes_it(real_app):
    caller, old = the_system(), now() - timedelta(days=9)
    make_run(created_at=old)
    with transaction():
        projects.update_project(caller, caller.project_id, retention_days=5)

    preview, done, again = (
        flask("retention", *words) for words in (["--dry-run"], [], ["--dry-run"])
    )

    assert preview.stdout == f"default {old:%Y-%m-%d}: 1 runs would go\n"
    assert done.stdout == "default: 1 runs deleted\n"
    assert again.stdout == "Nothing is older than its project keeps.\n"
