"""Writers of one dataset at the same time, over real transactions."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import db, transaction, uuid7
from app.services import datasets
from app.services.datasets.read import NoSuchDataset
from tests.factories.access import the_system
from tests.factories.datasets import bring, items_in, make_dataset, put


def together(app, *acts):
    """Each on a thread and a connection of its own."""

    def carried_out(act):
        with app.app_context():
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(carried_out, acts))


def test_versions_have_no_gap_and_no_item_is_lost(real_app):
    dataset = make_dataset("q")
    id_ = dataset.id

    def writer(name):
        def act():
            for number in range(10):
                put(dataset_of(id_), {"key": f"{name} {number}", "input": number})

        return act

    together(real_app, *(writer(name) for name in "abcd"))

    db.session.rollback()
    versions = datasets.list_versions(the_system(), id_, limit=100).rows
    assert [row.version for row in versions] == list(range(40, 0, -1))
    assert [row.item_count for row in versions] == list(range(40, 0, -1))
    items = items_in(dataset_of(id_))
    assert len({item.key for item in items}) == len({item.position for item in items}) == 40


def test_of_two_that_change_an_item_both_states_are_kept(real_app):
    dataset = make_dataset("q", "first")
    id_ = dataset.id

    together(
        real_app,
        *(
            lambda value=value: put(dataset_of(id_), {"key": "1", "input": value})
            for value in "xyz"
        ),
    )

    db.session.rollback()
    history = datasets.get_item(the_system(), id_, "1").history
    assert [(row.added_in, row.removed_in) for row in history] == [
        (4, None),
        (3, 4),
        (2, 3),
        (1, 2),
    ]
    assert {row.input for row in history} == {"first", "x", "y", "z"}


def test_imports_at_once_are_versions_one_after_the_other(real_app):
    id_ = make_dataset("q").id
    lines = [[{"key": f"{name} {n}", "input": n} for n in range(3000)] for name in "ab"]

    done = together(
        real_app, *(lambda rows=rows: bring(dataset_of(id_), rows)[0] for rows in lines)
    )

    db.session.rollback()
    assert sorted(summary.version for summary in done) == [1, 2]
    assert {summary.added for summary in done} == {3000}
    assert len(items_in(dataset_of(id_))) == 6000


def test_what_fails_leaves_no_version_behind(real_app):
    dataset = make_dataset("q", "a")
    id_ = dataset.id

    with pytest.raises(NoSuchDataset), transaction():
        put_and_fail(id_)

    assert put(dataset_of(id_), {"input": "c"}).version == 2
    assert [item.input for item in items_in(dataset_of(id_))] == ["a", "c"]


def put_and_fail(id_):
    datasets.put_items(the_system(), id_, [{"input": "b"}])
    datasets.get_dataset(the_system(), uuid7())


def dataset_of(id_):
    return datasets.get_dataset(the_system(), id_)
