"""People: accounts, passwords, links."""

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import func, select

from app.db import db, transaction
from app.errors import Invalid
from app.models import Session, User
from app.services.access import hashing, passwords, people, sessions
from app.services.policy import MissingRight
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_person, with_rights

NEW = "another good password"


def test_a_person_signs_in_with_the_password(caller):
    ada = make_person("ada")

    assert hashing.verify_password(PASSWORD, ada.password_hash)
    assert not hashing.verify_password(PASSWORD + " ", ada.password_hash)


def test_the_password_is_kept_as_argon2(caller):
    ada = make_person("ada")

    assert ada.password_hash.startswith("$argon2id$")
    assert PASSWORD not in ada.password_hash


def test_nobodys_hash_takes_as_much_work_as_anybodys():
    hasher = PasswordHasher()

    assert not hasher.check_needs_rehash(hashing.UNKNOWN_PERSON)
    with pytest.raises(VerifyMismatchError):
        hasher.verify(hashing.UNKNOWN_PERSON, PASSWORD)


@pytest.mark.parametrize("password_hash", [None, "", "not a hash", "$argon2id$broken"])
def test_without_a_password_nobody_signs_in(password_hash):
    assert not hashing.verify_password("nobody has this password", password_hash)


def test_one_account_for_an_address_in_any_case(caller):
    make_person("ada")

    with pytest.raises(people.EmailIsTaken), transaction():
        people.create_person(caller, email="ADA@Example.com", name="Other", password=PASSWORD)

    assert people.find_person(" Ada@example.COM ").name == "Ada"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a b@c"}, "email"),
        ({"email": "a@b@c"}, "email"),
        ({"email": "a\0@b"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"password": "x" * 11}, "password"),
        ({"password": "x" * 1025}, "password"),
    ],
)
def test_a_malformed_account_is_refused_by_field(caller, fields, field):
    with pytest.raises(Invalid) as refused:
        people.create_person(caller, **{"email": "a@b", "name": "A", "password": PASSWORD} | fields)

    assert list(refused.value.errors["json"]) == [field]


def test_only_operators_make_and_change_accounts(caller):
    ada, author = make_person("ada"), with_rights("read", "write", "release")

    for act in (
        lambda: people.create_person(author, email="b@c", name="B", password=PASSWORD),
        lambda: people.update_person(author, ada.id, name="B", is_operator=True),
        lambda: people.deactivate_person(author, ada.id),
        lambda: people.reactivate_person(author, ada.id),
        lambda: sessions.sign_out_everywhere(author, ada.id),
    ):
        with pytest.raises(MissingRight, match="`operate`"):
            act()


def test_the_first_operator_is_made_once(caller):
    person = people.create_first_operator(caller, email="a@b", name="A", password=PASSWORD)

    assert person.is_operator
    with pytest.raises(people.LinkIsSpent):
        people.create_first_operator(caller, email="c@d", name="C", password=PASSWORD)


def test_only_the_printed_token_makes_the_first_operator():
    people.check_setup_token(people.setup_token(SECRET), SECRET)

    for token in ("", "x", people.setup_token("another secret"), "é\udcff"):
        with pytest.raises(people.LinkIsSpent):
            people.check_setup_token(token, SECRET)


def test_a_link_sets_a_password_once_and_ends_the_sessions(caller):
    ada = make_person("ada")
    sessions.sign_in(caller, "ada@example.com", PASSWORD)
    link = passwords.password_link(ada, SECRET)

    passwords.set_password_by_link(caller, link, NEW, SECRET)

    assert hashing.verify_password(NEW, ada.password_hash)
    assert not db.session.scalar(select(func.count()).select_from(Session))
    with pytest.raises(people.LinkIsSpent, match="used already"):
        passwords.set_password_by_link(caller, link, NEW + "!", SECRET)


@pytest.mark.parametrize("link", ["", "x.y.z", "WyJhIiwiYiJd.x.y"])
def test_a_link_that_was_never_made_is_refused(caller, link):
    with pytest.raises(people.LinkIsSpent):
        passwords.set_password_by_link(caller, link, NEW, SECRET)


def test_a_link_of_another_installation_is_refused(caller):
    link = passwords.password_link(make_person("ada"), "another secret key of some length")

    with pytest.raises(people.LinkIsSpent):
        passwords.set_password_by_link(caller, link, NEW, SECRET)


def test_the_last_operator_stays_one(caller):
    ada = make_person("ada", operator=True)

    with pytest.raises(people.LastOperator):
        people.deactivate_person(caller, ada.id)
    with pytest.raises(people.LastOperator):
        people.update_person(caller, ada.id, name="Ada", is_operator=False)

    make_person("ben", operator=True)
    assert people.deactivate_person(caller, ada.id).deactivated_at


def test_a_deactivated_person_cannot_sign_in_until_reactivated(caller):
    ada = make_person("ada")
    people.deactivate_person(caller, ada.id)
    assert sessions.sign_in(caller, ada.email, PASSWORD) is None

    people.reactivate_person(caller, ada.id)

    assert sessions.sign_in(caller, ada.email, PASSWORD)


def test_people_are_never_deleted(caller):
    ada = make_person("ada")

    people.deactivate_person(caller, ada.id)

    assert db.session.get(User, ada.id)


def test_who_is_not_there_cannot_be_changed(caller):
    with pytest.raises(people.NoSuchPerson):
        people.deactivate_person(caller, caller.project_id)
