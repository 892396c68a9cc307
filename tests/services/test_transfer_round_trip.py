"""Export, and the way back: the same bytes."""

import json
import resource
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, text

from app.db import db, transaction
from app.models import Release
from app.services import prompts, releases, serving, transfer
from app.services.serving import Pointer
from app.services.transfer.exporting import NoRoom
from tests.factories.access import make_key, make_person, make_project, the_system
from tests.factories.prompts import make_prompt, save_version
from tests.factories.transfer import (
    bring,
    empty_registry,
    export_bytes,
    exported,
    line,
    outcomes,
    refusal,
)


def lines_of(data):
    return data.removesuffix(b"\n").split(b"\n")


def test_a_prompt_is_one_line_with_its_keys_in_fixed_order(caller):
    make_prompt("greet", content="Hi", tags=["b", "a"], parameters={"z": 1, "a": 2})

    (row,) = lines_of(export_bytes(caller))

    assert row.startswith(b'{"format":1,"id":"')
    assert list(json.loads(row)) == [
        *("format", "id", "name", "kind", "description", "tags", "active_version", "labels"),
        *("created_at", "updated_at", "archived_at", "created_by", "versions", "releases"),
    ]
    (version,) = json.loads(row)["versions"]
    assert list(version) == [
        *("id", "version", "content", "parameters", "message", "created_at", "created_by")
    ]
    assert list(version["parameters"]) == ["z", "a"]
    assert datetime.fromisoformat(version["created_at"]).tzinfo == UTC
    assert len(version["created_at"]) == len("2026-01-31T12:00:00.000000Z")


def test_prompts_come_in_code_point_order(caller):
    names = ["Z", "a", "a/b", "a b", "é", "Ω", "\uff5e", "\U0001f600"]
    for name in reversed(names):
        make_prompt(name)

    assert [row["name"] for row in exported(caller)] == sorted(names)


def test_only_the_own_project_is_exported(caller):
    make_prompt("mine")
    elsewhere = make_project("elsewhere")
    make_prompt("theirs", caller=elsewhere)

    assert [row["name"] for row in exported(caller)] == ["mine"]
    assert [row["name"] for row in exported(elsewhere)] == ["theirs"]


def test_authors_go_by_their_names(caller):
    ada, key = make_person("ada"), make_key("deploy")
    prompt = make_prompt("greet", caller=replace(caller, actor=f"person:{ada.id}"))
    save_version(prompt, "2", caller=replace(caller, actor=f"key:{key.row.id}"))

    (row,) = exported(caller)

    assert row["created_by"] == "Ada"
    assert [version["created_by"] for version in row["versions"]] == ["Ada", "key deploy"]
    assert row["releases"][0]["actor"] == "Ada"


def furnish(caller):
    """Every side of a prompt: the deepest parameters, chat, equal bodies, archived, moved."""
    deep = nested = {}
    for _ in range(98):
        nested["x"] = {}
        nested = nested["x"]
    make_prompt("deep", parameters=deep)
    make_prompt("a/none active", content="\u2028\r\n\ufeff {{ x }}", activate=False)
    parts = [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {"url": "u"}}]
    chat = [{"role": "user", "content": parts, "b": 1, "a": -0.0}, {"role": "a", "tool_calls": []}]
    chat.append({"type": "placeholder", "name": "history"})
    make_prompt("chat", messages=chat, parameters={"z": 1e22, "a": {"y": None, "b": 2**63 - 1}})
    bring(caller, line("equal bodies", "Hi", "Hi", "", "", tags=["t"], description="d\ne"))
    moved = make_prompt("moved", versions=3)
    for version in (2, 3):
        with transaction():
            releases.activate(caller, moved.id, version, reason=f"try {version}")
    with transaction():
        releases.roll_back(caller, moved.id, reason="no good")
    with transaction():
        prompts.update_prompt(caller, moved.id, name="renamed", tags=["x"])
    with transaction():
        prompts.archive_prompt(caller, make_prompt("archived", versions=2).id)


def test_export_import_export_gives_the_same_bytes(caller, server):
    furnish(caller)
    first = export_bytes(caller)

    with empty_registry(server) as elsewhere:
        results = bring(elsewhere, *lines_of(first))
        second = export_bytes(elsewhere)
        rollbacks = db.session.scalar(
            select(func.count()).where(
                Release.release_id.is_not(None), Release.imported_at.is_not(None)
            )
        )

    assert outcomes(results) == ["created"] * 6
    assert second == first
    assert rollbacks == 1


def test_moves_after_an_import_are_exported_with_those_before(caller, server):
    furnish(caller)
    first = lines_of(export_bytes(caller))

    with empty_registry(server) as elsewhere:
        bring(elsewhere, *first)
        prompt = prompts.find_prompt(elsewhere, "renamed")
        with transaction():
            releases.activate(elsewhere, prompt.id, 1)
        second = export_bytes(elsewhere)
    with empty_registry(server) as third:
        bring(third, *lines_of(second))

        assert export_bytes(third) == second
    moves = [row for row in map(json.loads, lines_of(second)) if row["name"] == "renamed"]
    assert [move["to_version"] for move in moves[0]["releases"]] == [1, 2, 3, 2, 1]


def test_the_real_collection_goes_in_and_round(server, real_data):
    source = (real_data / "prompts.jsonl").read_bytes()
    expected = sorted(told(row) for row in lines_of(source))
    with empty_registry(server) as caller:
        results = bring(caller, source)
        again = bring(caller, source)
        first = export_bytes(caller)
    with empty_registry(server) as caller:
        bring(caller, first)
        second = export_bytes(caller)

    assert outcomes(results) == ["created"] * len(expected)
    assert sum(result.versions_added for result in results) == sum(len(v) for _, v in expected)
    assert outcomes(again) == ["unchanged"] * len(expected)
    assert second == first
    assert [told(row) for row in lines_of(first)] == expected
    assert all(
        row["active_version"] == len(row["versions"]) for row in map(json.loads, lines_of(first))
    )


def told(row):
    """What the real collection says of a prompt, times as moments."""
    prompt = json.loads(row)
    return prompt["name"], [
        (version["content"], datetime.fromisoformat(version["created_at"]), version["message"])
        for version in prompt["versions"]
    ]


def test_an_export_is_one_snapshot_read_bit_by_bit(real_app):
    caller = the_system()
    for number in range(50):
        make_prompt(f"a{number:02}")
    lines = transfer.export_lines(caller)
    first = next(lines)

    with real_app.app_context():
        make_prompt("z")
        with transaction():
            renamed = prompts.find_prompt(caller, "a49")
            prompts.update_prompt(caller, renamed.id, name="a00 too")

    open_cursors = db.session.scalar(text("SELECT count(*) FROM pg_cursors"))
    names = [json.loads(row)["name"] for row in (first, *lines)]
    assert names == [f"a{number:02}" for number in range(50)]
    assert open_cursors == 1


def test_an_export_is_waited_for_longer_than_a_request(real_app, durable_server):
    make_prompt("greet")
    connection = db.session.connection().connection.driver_connection
    connection.patience_s = 0.5
    name = db.engine.url.database
    with durable_server.connect("promptside_owner", name) as other, ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN; LOCK TABLE releases IN ACCESS EXCLUSIVE MODE")
        pool.submit(other.execute, "SELECT pg_sleep(2.2); COMMIT")

        (row,) = exported(the_system())

    assert row["name"] == "greet"
    assert db.session.connection().connection.driver_connection is connection
    assert connection.patience_s == 0.5


def test_a_prompt_that_no_import_would_take_is_exported_and_named(caller, caplog):
    """Each control character is six of JSON, so that eleven versions of 1 MiB are enough."""
    prompt = make_prompt("outgrown", content="\x01" * 1024 * 1024)
    for number in range(10):
        save_version(prompt, str(number) + "\x01" * (1024 * 1024 - 1))
    make_prompt("usual")

    lines = list(transfer.export_lines(caller))

    assert [record.getMessage() for record in caplog.records] == [
        "The line of outgrown is too long to be imported: 11 versions, 66 MiB."
    ]
    assert "Longer than 64 MiB" in refusal(caller, lines[0].strip())


def test_an_export_without_a_directory_to_put_it_in_is_refused_for_a_while(caller, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/dev/null")

    with pytest.raises(NoRoom, match="TMPDIR") as refused:
        transfer.spooled(caller)

    assert refused.value.retry_after


def test_an_export_larger_than_the_room_left_is_refused_for_a_while(caller, room_for_files):
    make_prompt("greet", content="x" * 200_000)

    with room_for_files(100_000), pytest.raises(NoRoom, match="TMPDIR") as refused:
        transfer.spooled(caller)

    assert refused.value.retry_after


@pytest.fixture
def room_for_files():
    """No file may grow beyond so many bytes, as on a full disk."""

    @contextmanager
    def limit(size):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limit


def test_imports_at_the_same_time_do_not_get_in_each_others_way(real_app):
    caller = the_system()
    lines = [line(f"p{number}", "Hi", "Hello") for number in range(20)]
    barrier, results = Barrier(3), []

    def run():
        barrier.wait()
        with real_app.app_context():
            results.append(bring(caller, *lines))

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome for each in results for outcome in outcomes(each)) == (
        ["created"] * 20 + ["unchanged"] * 40
    )
    assert len(exported(caller)) == 20


def test_a_version_id_that_comes_back_serves_its_new_body(caller):
    prompt = make_prompt("greet", content="old")
    found = serving.resolve_in_project(caller.project_id, Pointer("greet"))
    assert b'"old"' in serving.answer(found)
    with transaction():
        prompts.delete_prompt(caller, prompt.id)
    versions = [{"id": str(found.version_id), "content": "new"}]

    bring(caller, {"name": "greet", "versions": versions})

    again = serving.resolve_in_project(caller.project_id, Pointer("greet"))
    assert again.version_id == found.version_id
    assert b'"new"' in serving.answer(again)
