"""Places to try a password in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from app.db import db
from app.models import SignInAttempt
from app.services.access import attempts, hashing, sessions
from tests.factories.access import PASSWORD, make_person

QUARTER = "UPDATE sign_in_attempts SET tries = ARRAY(SELECT t - :by FROM unnest(tries) t)"


def sign_in(caller, name="ada", password="wrong password", address=None):
    return sessions.sign_in(replace(caller, address=address), f"{name}@example.com", password)


def use_up(caller, name="ada", **more):
    for _ in range(attempts.OF_ACCOUNT):
        assert sign_in(caller, name, **more) is None


def wait(**time):
    """As if this much time had gone by."""
    by = timedelta(**time)
    db.session.execute(text(QUARTER), {"by": by})
    changed = {"told_at": SignInAttempt.told_at - by, "expires_at": SignInAttempt.expires_at - by}
    db.session.execute(update(SignInAttempt).values(changed))


def rows():
    return db.session.scalar(select(func.count()).select_from(SignInAttempt))


def places_taken():
    taken = func.coalesce(func.sum(func.cardinality(SignInAttempt.tries)), 0)
    return db.session.scalar(select(taken))


def test_ten_failures_close_the_account_even_to_the_right_password_and_no_other(caller):
    make_person("ada")
    make_person("ben")
    use_up(caller)

    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller, password=PASSWORD)

    assert sign_in(caller, "ben", PASSWORD)


def test_what_is_refused_for_want_of_a_place_reaches_no_hash(caller, monkeypatch):
    use_up(caller)
    monkeypatch.setattr(hashing, "hasher", None)

    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller)


@pytest.mark.parametrize("variant", [" NoBody", "NOBODY", "nobody"])
def test_an_address_without_an_account_is_closed_alike(caller, variant):
    use_up(caller, "nobody")

    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller, variant)

    assert sign_in(caller, "somebody-else") is None


def test_letters_folded_differently_by_python_and_the_database_have_no_count_of_their_own(caller):
    """The final sigma: the same letter to the database, by which the account is found."""
    final, other = "ada\N{GREEK CAPITAL LETTER SIGMA}", "ada\N{GREEK SMALL LETTER SIGMA}"
    assert final.lower() != other
    make_person(other)
    use_up(caller, final)

    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller, other)


def test_it_is_told_when_the_first_place_is_free_again(caller):
    attempts.take_place(caller, "ada@example.com")
    wait(minutes=10)
    for _ in range(attempts.OF_ACCOUNT - 1):
        attempts.take_place(caller, "ada@example.com")

    with pytest.raises(attempts.TooManyFailures) as refused:
        sign_in(caller)

    assert 280 <= refused.value.retry_after <= 300
    assert refused.value.message.endswith("try again in 5 minutes.")
    wait(seconds=refused.value.retry_after)
    assert sign_in(caller) is None
    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller)


def test_the_right_password_frees_the_account(caller):
    make_person("ada")
    for _ in range(attempts.OF_ACCOUNT - 1):
        sign_in(caller)

    assert sign_in(caller, password=PASSWORD)

    use_up(caller)


def test_of_the_address_the_right_password_frees_its_own_place_alone(caller):
    make_person("ada")
    for _ in range(3):
        sign_in(caller, "nobody", address="10.0.0.1")
    before = places_taken()

    assert sign_in(caller, password=PASSWORD, address="10.0.0.1")

    assert places_taken() == before == 6


def test_fifty_failures_close_an_address_whoever_is_tried(caller):
    make_person("ada")
    for number in range(attempts.OF_ADDRESS):
        attempts.take_place(replace(caller, address="10.6.6.6"), f"person-{number}@example.com")

    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller, password=PASSWORD, address="10.6.6.6")

    assert places_taken() == 2 * attempts.OF_ADDRESS
    assert rows() == 1 + attempts.OF_ADDRESS, "no account lost a place, or got a row, by it"
    assert sign_in(caller, password=PASSWORD, address="10.0.0.1")


def test_asking_again_at_a_closed_account_takes_no_place_of_the_address(caller):
    use_up(caller, address="10.0.0.1")
    before = places_taken()

    with pytest.raises(attempts.TooManyFailures):
        sign_in(caller, address="10.0.0.1")

    assert places_taken() == before


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("unix:", "unix:", True),
    ],
)
def test_who_has_a_whole_network_has_no_more_places(one, other, same):
    assert (attempts.network_of(one) == attempts.network_of(other)) is same


def test_a_password_that_nobody_had_time_for_takes_no_place(caller, monkeypatch):
    def busy(*_):
        raise hashing.TooManySignIns("", retry_after=5)

    monkeypatch.setattr(attempts, "verify_password", busy)

    with pytest.raises(hashing.TooManySignIns):
        sign_in(caller, address="10.0.0.1")

    assert places_taken() == 0


def test_it_is_news_once_in_a_window(caller):
    use_up(caller)
    told = []
    for minutes in (0, 1, 15):
        wait(minutes=minutes)
        if minutes == 15:
            use_up(caller)
        with pytest.raises(attempts.TooManyFailures) as refused:
            sign_in(caller)
        told.append(refused.value.is_news)

    assert told == [True, False, True]


def test_neither_the_account_nor_the_machine_can_be_read_from_it(caller):
    sign_in(caller, address="10.0.0.1")

    rows = db.session.execute(text("SELECT a::text, subject FROM sign_in_attempts a")).all()

    assert len(rows) == 2
    assert {len(subject) for _, subject in rows} == {32}
    assert not [row for row, _ in rows if "ada" in row or "10.0" in row]


def test_what_is_over_is_deleted(caller):
    sign_in(caller, "ada")
    wait(minutes=15)
    sign_in(caller, "ben")

    assert attempts.delete_expired() == 1

    assert places_taken() == 1
