"""The checker itself: it accepts what may happen, and finds what may not."""

import random

import pytest

from tests.faults.history import (
    OK,
    REFUSED,
    UNKNOWN,
    Call,
    Move,
    Read,
    faults_of_moves,
    faults_of_saves,
)

# Two moves one after the other, then one that overlaps the second.
MOVES = [
    Call("a", 1, 2, OK, 2),
    Call("b", 3, 5, OK, 3, expected=2),
    Call("c", 4, 6, OK, 1),
]
LOG = [Move("a", 1, 2), Move("b", 2, 3), Move("c", 3, 1)]
SAVES = [Call("a", 1, 2, OK, 2), Call("b", 3, 5, OK, 3), Call("c", 4, 6, OK, 4)]
STORED = {2: "a", 3: "b", 4: "c"}


def moves(calls=MOVES, reads=(), log=LOG, first=1, last=1):
    return list(faults_of_moves(calls, reads, log, first, last))


def saves(calls=SAVES, stored=STORED):
    return list(faults_of_saves(calls, stored))


def test_what_may_happen_has_no_fault():
    assert saves() == []
    assert moves() == []


@pytest.mark.parametrize(
    ("read", "may_be"),
    [
        (Read(0, 0.5, 1), True),
        (Read(0, 1.5, 2), True),
        (Read(1.5, 1.6, 1), True),
        (Read(2.1, 2.2, 1), False),
        (Read(2.1, 2.2, 2), True),
        (Read(2.1, 2.2, 3), False),
        (Read(4.5, 4.6, 1), True),
        (Read(4.5, 4.6, 2), True),
        (Read(5.5, 5.6, 2), False),
        (Read(5.5, 5.6, 3), True),
        (Read(7, 8, 3), False),
        (Read(7, 8, 1), True),
        (Read(7, 8, 9), False),
    ],
)
def test_a_read_sees_what_is_active_while_it_lasts(read, may_be):
    assert (moves(reads=[read]) == []) == may_be


def test_who_reads_later_reads_nothing_older():
    new, old = Read(4.1, 4.2, 3), Read(4.3, 4.4, 2)

    assert moves(reads=[old]) == moves(reads=[new]) == []
    assert moves(reads=[new, old]) != []


def test_a_move_that_moved_nothing_is_a_read():
    assert moves([*MOVES, Call("d", 7, 8, OK, 1)]) == []
    assert moves([*MOVES, Call("d", 7, 8, OK, 3)]) != []
    assert moves([*MOVES, Call("d", 7, 8, REFUSED, 1, expected=3)]) == []
    assert moves([*MOVES, Call("d", 7, 8, REFUSED, 2, expected=3)]) != []


def test_an_unknown_outcome_may_be_either():
    lost = Call("d", 5.5, 6, UNKNOWN)

    assert moves([*MOVES, lost]) == []
    assert moves([*MOVES, lost], log=[*LOG, Move("d", 1, 2)], last=2) == []
    assert moves([*MOVES, lost], [Read(8, 9, 2)], [*LOG, Move("d", 1, 2)], last=2) == []
    assert saves([*SAVES, lost]) == []
    assert saves([*SAVES, lost], STORED | {5: "d"}) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"last": 3},
        {"first": 2},
        {"log": LOG[:2], "last": 3},
        {"log": [*LOG, Move("c", 1, 1)]},
        {"log": [*LOG, Move("nobody's", 1, 1)]},
        {"log": [Move("b", 1, 3), Move("a", 3, 2), Move("c", 2, 1)]},
        {"calls": [MOVES[0], Call("b", 3, 5, OK, 3, expected=1), MOVES[2]]},
        {"calls": [*MOVES[:2], Call("c", 4, 6, REFUSED, 1)]},
        {"calls": [*MOVES[:2], Call("c", 4, 6, OK, 2)]},
    ],
)
def test_it_finds_a_planted_fault_among_moves(changed):
    assert moves(**changed) != []


@pytest.mark.parametrize(
    "changed",
    [
        {"stored": {2: "a", 3: "b", 5: "c"}},
        {"stored": {2: "a", 3: "b"}},
        {"stored": {2: "a", 3: "b", 4: "b"}},
        {"stored": {2: "b", 3: "a", 4: "c"}},
        {"stored": {2: "a", 3: "c", 4: "b"}},
        {"calls": [*SAVES[:2], Call("c", 4, 6, REFUSED)]},
        {"calls": [Call("a", 5.5, 6, OK, 2), *SAVES[1:]]},
    ],
)
def test_it_finds_a_planted_fault_among_saves(changed):
    assert saves(**changed) != []


@pytest.mark.parametrize("seed", range(20))
def test_in_a_history_that_happened_it_finds_nothing_and_what_is_then_planted(seed):
    calls, reads, log, last = happened(random.Random(seed))
    assert moves(calls, reads, log, None, last) == []

    late = max(call.ended for call in calls) + 1
    newest = Read(late, late + 1, last)
    forgotten = Read(late + 2, late + 3, log[-2].to_version)
    assert moves(calls, [*reads, newest], log, None, last) == []
    assert moves(calls, [*reads, newest, forgotten], log, None, last) != []


def happened(dice):
    """Moves and reads with the moments at which they took effect, then spread around these."""
    calls, reads, log, active = [], [], [], None
    for moment in range(1, 200):
        began, ended = moment - dice.random() * 9, moment + dice.random() * 9
        if dice.random() < 0.3:
            log.append(Move(f"{moment}", active, moment))
            active = moment
            calls.append(Call(f"{moment}", began, ended, dice.choice([OK, UNKNOWN]), active))
        else:
            reads.append(Read(began, ended, active))
    return calls, reads, log, active
