"""`flask demo`."""

from sqlalchemy import func, select

from app.db import db
from app.models import Prompt
from tests.cli.commands import flask


def test_it_fills_in_the_examples_and_the_second_time_nothing(real_app):
    first, second = flask("demo"), flask("demo")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    *added, reported, told = first.stdout.splitlines()
    assert len(added) == 12
    assert "traces reported" in reported
    assert all(line.startswith("added ") for line in added)
    assert told == "12 example prompts added."
    assert second.stdout == "All examples are there.\n"
    assert db.session.scalar(select(func.count()).select_from(Prompt)) == 12
