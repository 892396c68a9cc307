"""Datasets and their versions."""

import pytest
from sqlalchemy import select

from app.db import db, transaction, uuid7
from app.errors import Invalid
from app.models import AuditEvent, Dataset, DatasetItem
from app.services import datasets
from app.services.datasets.read import DatasetIsArchived, NoSuchDataset, NoSuchDatasetVersion
from app.services.datasets.write import DatasetIsGuarding, DatasetNameIsTaken
from app.services.etags import EtagDiffers
from tests.factories.access import make_project
from tests.factories.datasets import items_in, make_dataset, put
from tests.factories.evaluations import make_evaluations


def inputs_in(dataset, version=None):
    return {item.key: item.input for item in items_in(dataset, version)}


def versions_of(caller, dataset):
    return datasets.list_versions(caller, dataset.id).rows


def events_of(dataset):
    query = select(AuditEvent).where(AuditEvent.object_id == str(dataset.id))
    return db.session.scalars(query.order_by(AuditEvent.id)).all()


def test_a_new_one_is_empty_and_has_no_version(caller):
    dataset = make_dataset("maths/easy", tags=["Maths ", "maths"], metadata={"of": 1})

    assert (dataset.latest_version, dataset.item_count, dataset.tags) == (0, 0, ["maths"])
    assert versions_of(caller, dataset) == []
    assert items_in(dataset) == []
    assert datasets.find_dataset(caller, "maths/easy").id == dataset.id
    assert datasets.find_dataset(caller, str(dataset.id)).id == dataset.id


def test_each_write_is_a_version_and_each_stays_readable(caller):
    dataset = make_dataset("q", "a", "b")
    put(dataset, {"key": "2", "input": "B"}, {"key": "3", "input": "c"})
    with transaction():
        datasets.remove_items(caller, dataset.id, ["1", "nothing"], message="Too easy")

    assert inputs_in(dataset, 0) == {}
    assert inputs_in(dataset, 1) == {"1": "a", "2": "b"}
    assert inputs_in(dataset, 2) == {"1": "a", "2": "B", "3": "c"}
    assert list(inputs_in(dataset).items()) == [("2", "B"), ("3", "c")]
    assert [
        (row.version, row.item_count, row.added, row.changed, row.removed, row.message)
        for row in versions_of(caller, dataset)
    ] == [(3, 2, 0, 0, 1, "Too easy"), (2, 3, 1, 1, 0, None), (1, 2, 2, 0, 0, None)]


def test_equal_items_make_no_version(caller):
    dataset = make_dataset("q", {"x": 1, "y": 2})

    written = put(dataset, {"key": "1", "input": {"x": 1, "y": 2}})

    assert (written.version, written.unchanged, written.is_new) == (1, 1, False)
    assert len(versions_of(caller, dataset)) == 1


def test_the_order_of_keys_is_part_of_an_item_but_not_of_its_key(caller):
    dataset = make_dataset()

    put(dataset, {"input": {"x": 1, "y": 2}})
    written = put(dataset, {"input": {"y": 2, "x": 1}})

    assert (written.changed, written.added) == (1, 0)
    (item,) = items_in(dataset)
    assert list(item.input) == ["y", "x"]
    # As sha256sum says of {"x":1,"y":2}.
    assert item.key == "689a8f1db9540258"


def test_a_key_that_was_removed_comes_back_at_the_end(caller):
    dataset = make_dataset("q", "a", "b")
    with transaction():
        datasets.remove_items(caller, dataset.id, ["1"])

    put(dataset, {"key": "1", "input": "a"})

    assert list(inputs_in(dataset)) == ["2", "1"]
    history = datasets.get_item(caller, dataset.id, "1").history
    assert [(row.added_in, row.removed_in) for row in history] == [(3, None), (1, 2)]


def test_an_item_is_changed_field_by_field_and_keeps_its_place(caller):
    dataset = make_dataset("q", "a", "b")

    with transaction():
        shown = datasets.change_item(caller, dataset.id, "1", expected="A", tags=["new"])

    assert (shown.item.input, shown.item.expected, shown.item.tags) == ("a", "A", ["new"])
    assert list(inputs_in(dataset)) == ["1", "2"]
    assert [row.expected for row in shown.history] == ["A", None]
    before = datasets.get_item(caller, dataset.id, "1", version=1)
    assert before.item.expected is None


def test_a_stale_etag_changes_no_item(caller):
    dataset = make_dataset("q", "a")
    etag = datasets.etag_of_item(datasets.get_item(caller, dataset.id, "1").item)
    put(dataset, {"key": "1", "input": "b"})

    with pytest.raises(EtagDiffers), transaction():
        datasets.remove_item(caller, dataset.id, "1", if_match=[etag])

    assert inputs_in(dataset) == {"1": "b"}


def test_what_an_item_holds_comes_back_as_it_was(caller):
    value = {"z": [1, 2.5, None, True], "a": {"ü": "\U0001f600"}, "n": "line\nend"}
    dataset = make_dataset()

    put(dataset, {"key": "k/1 ?", "input": value, "expected": value, "metadata": value})

    (item,) = items_in(dataset)
    assert (item.input, item.expected, item.metadata_) == (value, value, value)
    assert list(item.input) == ["z", "a", "n"]


@pytest.mark.parametrize("value", [False, 0, "", [], {}])
def test_what_is_false_is_an_expectation_all_the_same(caller, value):
    dataset = make_dataset()

    put(dataset, {"key": "1", "input": value, "expected": value})

    (item,) = items_in(dataset)
    assert (item.input, item.expected) == (value, value)


@pytest.mark.parametrize(
    ("item", "field", "said"),
    [
        ({"input": None}, "input", "Anything but null"),
        ({"input": "x" * 1024 * 1024}, "input", "At most 1 MiB"),
        ({"input": 1, "expected": "x" * 1024 * 1024}, "expected", "At most 1 MiB"),
        ({"input": 1, "metadata": {"x": "x" * 64 * 1024}}, "metadata", "At most 64 KiB"),
        ({"input": 1, "metadata": [1]}, "metadata", "An object"),
        ({"input": float("nan")}, "input", "finite"),
        ({"input": {"x": "\0"}}, "input", "NUL"),
        ({"input": "\ud800"}, "input", "surrogate"),
        ({"input": 1, "key": ""}, "key", "Between 1 and 500"),
        ({"input": 1, "key": "k" * 501}, "key", "Between 1 and 500"),
        ({"input": 1, "key": "a\nb"}, "key", "No control characters"),
        ({"input": 1, "key": " a"}, "key", "No space"),
        ({"input": 1, "tags": ["x" * 65]}, "tags", "1 to 64"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_item_is_refused_by_place_and_field(caller, item, field, said):
    dataset = make_dataset()

    with pytest.raises(Invalid) as refusal:
        put(dataset, {"key": "fine", "input": 1}, item)

    assert said in refusal.value.errors["json"]["items"]["1"][field][0]
    assert items_in(dataset) == []


def test_a_key_may_not_come_twice(caller):
    dataset = make_dataset()

    with pytest.raises(Invalid) as refusal:
        put(dataset, {"input": {"a": 1}}, {"key": "x", "input": 1}, {"input": {"a": 1}})

    assert set(refusal.value.errors["json"]["items"]) == {"0", "2"}


def test_no_more_than_a_thousand_are_put_at_once(caller):
    dataset = make_dataset()

    with pytest.raises(Invalid, match="Between 1 and 1,000"):
        put(dataset, *({"input": n} for n in range(1001)))


def test_a_full_one_takes_no_more(caller, monkeypatch):
    monkeypatch.setattr("app.services.datasets.versions.MOST_ITEMS", 3)
    dataset = make_dataset("q", 1, 2, 3)

    with pytest.raises(datasets.DatasetIsFull, match="would hold 4 items"):
        put(dataset, {"input": 4})

    assert put(dataset, {"key": "1", "input": "one"}).item_count == 3


def test_an_archived_one_is_read_and_not_written(caller):
    dataset = make_dataset("q", "a")
    with transaction():
        datasets.update_dataset(caller, dataset.id, archived=True)

    with pytest.raises(DatasetIsArchived, match="restore it first"):
        put(dataset, {"input": 1})
    assert datasets.list_datasets(caller).rows == []
    assert datasets.list_datasets(caller, archived=True).rows == [dataset]
    assert inputs_in(dataset) == {"1": "a"}
    with transaction():
        datasets.update_dataset(caller, dataset.id, archived=False)
    assert [event.action for event in events_of(dataset)] == [
        "dataset.created",
        "dataset.version_saved",
        "dataset.archived",
        "dataset.restored",
    ]


def test_fields_are_changed_and_recorded(caller):
    dataset = make_dataset("q", description="old")

    with transaction():
        datasets.update_dataset(caller, dataset.id, name="r", description=None, metadata={"a": 1})

    assert datasets.find_dataset(caller, "r").metadata_ == {"a": 1}
    assert events_of(dataset)[-1].changes == {
        "name": ["q", "r"],
        "description": ["old", None],
        "metadata": [None, {"a": 1}],
    }


def test_a_name_is_taken_once_a_project(caller):
    make_dataset("q")
    make_dataset("q", caller=make_project("other"))

    with pytest.raises(DatasetNameIsTaken, match="already"):
        make_dataset("q")


@pytest.mark.parametrize("name", ["", "a//b", "a{b", " a", "x" * 201, "a\nb"])
def test_names_are_as_those_of_prompts(caller, name):
    with pytest.raises(Invalid):
        make_dataset(name)


def test_one_that_is_not_here_is_not_found(caller):
    theirs = make_dataset("q", caller=make_project("other"))

    for named in (theirs.id, uuid7(), "q"):
        with pytest.raises(NoSuchDataset):
            datasets.find_dataset(caller, named)


def test_there_is_no_version_beyond_the_newest(caller):
    dataset = make_dataset("q", "a")

    with pytest.raises(NoSuchDatasetVersion, match="the newest is 1"):
        datasets.list_items(caller, dataset.id, version=2)


def test_a_deleted_one_is_gone_with_its_items(caller):
    dataset = make_dataset("q", "a", "b")

    with transaction():
        datasets.delete_dataset(caller, dataset.id)

    assert db.session.scalars(select(Dataset)).all() == []
    assert db.session.scalars(select(DatasetItem)).all() == []
    assert events_of(dataset)[-1].action == "dataset.deleted"


def test_one_that_a_gate_names_stays(caller):
    experiment = make_evaluations(caller)

    with pytest.raises(DatasetIsGuarding, match="`production` of prompts tagged guarded"):
        datasets.delete_dataset(caller, experiment.dataset_id)


def test_what_differs_between_versions_is_listed_by_position(caller):
    dataset = make_dataset("q", "a", "b", "c", "d")
    put(dataset, {"key": "2", "input": "B"}, {"key": "5", "input": "e"})
    with transaction():
        datasets.remove_items(caller, dataset.id, ["3", "4"])
    put(dataset, {"key": "4", "input": "d"})

    diff = datasets.diff_versions(caller, dataset.id, 1, 4)

    assert (diff.added, diff.changed, diff.removed) == (1, 1, 1)
    assert [(one.key, one.change) for one in diff.changes] == [
        ("2", "changed"),
        ("3", "removed"),
        ("5", "added"),
    ]
    assert (diff.changes[0].before.input, diff.changes[0].after.input) == ("b", "B")
    back = datasets.diff_versions(caller, dataset.id, 4, 1)
    assert (back.added, back.changed, back.removed) == (1, 1, 1)
    assert datasets.diff_versions(caller, dataset.id, 0, 1).added == 4
    assert datasets.diff_versions(caller, dataset.id, 2, 2).changes == []


def test_a_difference_is_paged(caller):
    dataset = make_dataset("q", *"abcdefg")
    keys, cursor = [], None
    while True:
        diff = datasets.diff_versions(caller, dataset.id, 0, 1, limit=3, cursor=cursor)
        keys += [one.key for one in diff.changes]
        if diff.next is None:
            break
        cursor = str(diff.next)

    assert keys == list("1234567")


def test_items_are_found_by_tag_and_text(caller):
    dataset = make_dataset()
    put(
        dataset,
        {"key": "one", "input": {"q": 'He said "Hi"\n'}, "tags": ["x", "y"]},
        {"key": "two", "input": "?", "expected": "ÄPFEL", "tags": ["x"]},
        {"key": "three", "input": "?", "metadata": {"level": "hard"}},
    )

    def found(**asked):
        return [item.key for item in datasets.list_items(caller, dataset.id, **asked).rows]

    assert found(tag="X") == ["one", "two"]
    assert found(q='said "hi"\n') == ["one"]
    assert found(q="äpfel") == ["two"]
    assert found(q="TWO") == ["two"]
    assert found(q="hard") == ["three"]
    assert found(q="?", tag="x") == ["two"]


def test_a_search_goes_on_where_it_stopped(caller, monkeypatch):
    monkeypatch.setattr("app.services.datasets.items.SEARCHED", 4)
    dataset = make_dataset("q", *("hit" if n in (1, 9, 10) else "miss" for n in range(11)))
    found, cursor, pages = [], None, 0
    while True:
        page = datasets.list_items(caller, dataset.id, q="hit", limit=2, cursor=cursor)
        found += [item.key for item in page.rows]
        pages += 1
        if page.next is None:
            break
        cursor = str(page.next)

    assert (found, pages) == (["2", "10", "11"], 3)


def test_another_lists_cursor_is_refused(caller):
    mine, other = make_dataset("q", 1, 2), make_dataset("r", 1, 2)
    cursor = str(datasets.list_items(caller, other.id, limit=1).next)

    with pytest.raises(Invalid, match="another list"):
        datasets.list_items(caller, mine.id, cursor=cursor)
