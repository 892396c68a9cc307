"""`flask demo`."""

from sqlalchemy import func, select

from app.db import db
from app.models import Prompt
from app.services import experiments, prompts
from app.services.experiments.side_by_side import compare_many
from app.services.gates.asking import ask_gates
from tests.cli.commands import flask
from tests.factories.access import the_system


def test_it_fills_in_the_examples_and_the_second_time_nothing(real_app):
    first, second = flask("demo"), flask("demo")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    *added, reported, evaluated, told = first.stdout.splitlines()
    assert len(added) == 12
    assert "traces reported" in reported
    assert evaluated == "2 experiments to compare, and a gate that counts them."
    assert all(line.startswith("added ") for line in added)
    assert told == "12 example prompts added."
    assert second.stdout == "All examples are there.\n"
    assert db.session.scalar(select(func.count()).select_from(Prompt)) == 12


def test_its_experiments_show_which_version_is_better_and_open_the_gate(real_app):
    assert flask("demo").returncode == 0
    caller = the_system()

    after, before = experiments.list_experiments(caller, limit=10).rows
    found = compare_many(caller, [before.id, after.id], evaluator="right topic")
    (compared,) = found.compared
    assert (compared.verdict, compared.n) == ("better", 24)
    prompt = prompts.find_prompt(caller, "support/triage-ticket")
    passes = {n: ask_gates(caller, prompt.id, n)[0].passes for n in (3, 4)}
    assert passes == {3: False, 4: True}
