"""`flask datasets import` and `flask datasets export`."""

import json

import pytest

from app.db import db
from app.services import datasets
from app.services.datasets.read import NoSuchDataset
from tests.cli.commands import flask
from tests.factories.access import the_system
from tests.factories.datasets import items_in, make_dataset


def found(name):
    db.session.rollback()
    return datasets.find_dataset(the_system(), name)


def test_the_real_questions_go_in_and_come_out(real_app, real_data, tmp_path):
    source = real_data / "gsm8k_test.jsonl"
    mapping = json.dumps({"input": {"question": "question"}, "expected": "answer"})

    done = flask("datasets", "import", "gsm8k", str(source), "--mapping", mapping)

    assert (done.returncode, done.stdout) == (
        0,
        "1,319 added, 0 changed, 0 unchanged, 0 refused; version 1.\n",
    )
    written = [json.loads(line) for line in source.open("rb")]
    assert [(item.input["question"], item.expected) for item in items_in(found("gsm8k"))] == [
        (line["question"], line["answer"]) for line in written
    ]

    out = tmp_path / "out.csv"
    assert flask("datasets", "export", "gsm8k", str(out)).returncode == 0
    again = flask("datasets", "import", "gsm8k", str(out))
    assert "0 added, 0 changed, 1,319 unchanged" in again.stdout
    assert list(tmp_path.iterdir()) == [out]


def test_refused_rows_are_told_and_make_the_command_fail(real_app, tmp_path):
    file = tmp_path / "in.csv"
    file.write_text("input,expected,more\ngood,1,x\nbad\n")

    done = flask("datasets", "import", "q", str(file))
    partly = flask("datasets", "import", "q", str(file), "--partial", "--message", "Half")

    assert (done.returncode, partly.returncode) == (1, 1)
    assert "line 3: 1 cells" in done.stderr
    assert "1 of 2 rows are refused, so nothing was written" in done.stderr
    assert "ignored: more" in partly.stderr
    assert "1 added, 0 changed, 0 unchanged, 1 refused; version 1." in partly.stdout
    assert datasets.list_versions(the_system(), found("q").id).rows[0].message == "Half"


def test_a_dry_run_writes_no_item(real_app, tmp_path):
    make_dataset("q")
    file = tmp_path / "in.jsonl"
    file.write_text('{"input": 1}\n')

    done = flask("datasets", "import", "q", str(file), "--dry-run")

    assert done.stdout == "1 added, 0 changed, 0 unchanged, 0 refused; nothing was written.\n"
    assert found("q").latest_version == 0


def test_what_is_not_there_is_said_in_words(real_app):
    done = flask("datasets", "export", "none")

    assert (done.returncode, "There is no dataset named 'none' here." in done.stderr) == (1, True)
    with pytest.raises(NoSuchDataset):
        found("none")
