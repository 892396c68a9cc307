"""Secrets at rest: read with the keys they were written under, and with no others."""

import pytest

from app.encryption import CannotDecrypt, Keyring

OLD, NEW = "the old secret, long enough to be one", "the new secret, long enough to be one"


def test_what_was_encrypted_is_read_again():
    token = Keyring([OLD]).encrypt("sk-ünïcode")

    assert b"sk-" not in token
    assert Keyring([OLD]).decrypt(token) == "sk-ünïcode"


def test_the_same_text_is_never_the_same_token():
    keyring = Keyring([OLD])

    assert keyring.encrypt("sk") != keyring.encrypt("sk")


def test_a_new_key_in_front_still_reads_the_old():
    token = Keyring([OLD]).encrypt("sk")

    assert Keyring([NEW, OLD]).decrypt(token) == "sk"
    assert Keyring([NEW]).decrypt(Keyring([NEW, OLD]).encrypt("sk")) == "sk"


def test_what_is_renewed_needs_the_old_key_no_more():
    token = Keyring([OLD]).encrypt("sk")

    renewed = Keyring([NEW, OLD]).renewed(token)

    assert Keyring([NEW]).decrypt(renewed) == "sk"
    assert Keyring([NEW, OLD]).renewed(renewed) is None


@pytest.mark.parametrize("change", [lambda t: t[:-2] + b"AA", lambda t: b"", lambda t: b"\xff\0"])
def test_what_was_changed_is_not_read(change):
    keyring = Keyring([OLD])

    with pytest.raises(CannotDecrypt):
        keyring.decrypt(change(keyring.encrypt("sk")))


def test_another_key_reads_nothing():
    with pytest.raises(CannotDecrypt):
        Keyring([NEW]).renewed(Keyring([OLD]).encrypt("sk"))


def test_there_is_no_keyring_without_keys():
    with pytest.raises(ValueError, match="ENCRYPTION_KEYS"):
        Keyring([])
