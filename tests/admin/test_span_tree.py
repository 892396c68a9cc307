"""The order in which spans are shown."""

from dataclasses import dataclass

from app.admin.span_tree import DEEPEST, tree_of


@dataclass(frozen=True)
class Step:
    span_id: bytes
    parent_span_id: bytes | None = None


def shown(*spans):
    return [(b.span.span_id, b.depth, b.is_orphan) for b in tree_of(spans)]


def test_children_follow_their_parent_in_the_order_given():
    found = shown(Step(b"c", b"a"), Step(b"a"), Step(b"b", b"a"), Step(b"d"))

    assert found == [(b"a", 0, False), (b"c", 1, False), (b"b", 1, False), (b"d", 0, False)]


def test_a_missing_parent_makes_an_orphan():
    assert shown(Step(b"b", b"a")) == [(b"b", 0, True)]


def test_a_circle_is_begun_with_its_first_and_ends():
    assert shown(Step(b"b", b"a"), Step(b"a", b"b")) == [(b"b", 0, False), (b"a", 1, False)]


def test_its_own_parent_is_a_circle_of_one():
    assert shown(Step(b"a", b"a")) == [(b"a", 0, False)]


def test_the_same_id_twice_is_shown_twice():
    assert shown(Step(b"a"), Step(b"a"), Step(b"b", b"a")) == [
        (b"a", 0, False),
        (b"b", 1, False),
        (b"a", 0, False),
    ]


def test_a_chain_of_thousands_is_walked_and_indented_so_far():
    ids = [number.to_bytes(8) for number in range(5_000)]
    chain = [Step(one, before) for one, before in zip(ids, [None, *ids], strict=False)]

    found = shown(*chain)

    assert [depth for _, depth, _ in found[:4]] == [0, 1, 2, 3]
    assert found[-1] == (ids[-1], DEEPEST, False)
