"""Who `person:<id>` and `key:<id>` are, in words."""

from app.db import uuid7
from app.services.access.names import names_of
from tests.factories.access import make_key, make_person


def test_people_and_keys_go_by_their_names_and_others_as_they_stand(caller):
    ada, key = make_person("ada"), make_key().row

    actors = [f"person:{ada.id}", f"key:{key.id}", "person:nobody", "system"]
    named = names_of(actors)

    assert [named[actor] for actor in actors] == ["Ada", f"key {key.name}", *actors[2:]]


def test_more_are_looked_up_at_once_than_a_statement_has_parameters(caller):
    strangers = [f"{kind}:{uuid7()}" for kind in ("person", "key") for _ in range(70_000)]

    assert names_of(strangers) == {actor: actor for actor in strangers}
