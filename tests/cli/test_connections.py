"""`flask connections rotate`."""

from dataclasses import replace

import pytest

from app.db import transaction
from app.services import connections
from tests.cli.commands import flask
from tests.factories.access import make_project, the_system
from tests.factories.connections import KEY, make_connection, settings_here

NEW = "a new secret, as long as it has to be.".replace(",", ";")


@pytest.fixture
def rotate(real_app, monkeypatch):
    """Once a new key stands in front of the present ones."""

    def rotate():
        keys = tuple(dict.fromkeys((NEW, *settings.encryption_keys)))
        changed = replace(settings, encryption_keys=keys)
        monkeypatch.setitem(real_app.extensions, "settings", changed)
        return flask("connections", "rotate")

    settings = real_app.extensions["settings"]
    return rotate


def key_of(caller, name):
    with transaction():
        settings = settings_here(encryption_keys=(NEW,))
        return connections.endpoint_of(caller, settings, name)[1].api_key


def test_the_keys_of_all_projects_are_encrypted_anew_and_once(rotate):
    there = make_project("other")
    make_connection("here")
    make_connection("there", caller=there)

    first, again = rotate(), rotate()

    assert first.stdout == "2 encrypted anew, 0 were so already, 0 cannot be decrypted.\n"
    assert again.stdout == "0 encrypted anew, 2 were so already, 0 cannot be decrypted.\n"
    assert (first.returncode, again.returncode) == (0, 0)
    assert key_of(the_system(), "here") == key_of(there, "there") == KEY


def test_a_key_that_is_lost_is_named_and_the_rest_encrypted_all_the_same(rotate):
    foreign = settings_here(encryption_keys=("somebody else's secret; long enough",))
    make_connection("lost", settings=foreign)
    make_connection("here")

    done = rotate()

    assert (done.returncode, "default: the key of lost" in done.stderr) == (1, True)
    assert done.stdout == "1 encrypted anew, 0 were so already, 1 cannot be decrypted.\n"
    assert key_of(the_system(), "here") == KEY
