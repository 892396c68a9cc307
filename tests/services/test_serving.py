"""The version that a pointer names, kept ready-serialised."""

import json
from dataclasses import replace

import pytest

from app.db import transaction
from app.services import prompts, serving
from app.services.access import people
from app.services.access.keys import BadKey, hash_of
from app.services.policy import MissingRight
from app.services.serving import Bodies, Pointer
from tests.factories.access import make_key, make_person, make_project
from tests.factories.prompts import make_prompt
from tests.statements import statements


def resolve(caller, name, **pointer):
    return serving.resolve_in_project(caller.project_id, Pointer(name, **pointer))


def test_the_answer_holds_the_version_in_full(caller):
    prompt = make_prompt("greet", content="Hi {{ name }}", parameters={"b": 1, "a": 2}, tags=["x"])

    answer = json.loads(serving.answer(resolve(caller, "greet")))

    assert (answer["id"], answer["name"], answer["tags"]) == (str(prompt.id), "greet", ["x"])
    assert list(answer["active"]["parameters"]) == ["b", "a"]
    assert answer["active"]["content"] == "Hi {{ name }}"


def test_a_body_is_read_once_and_the_pointer_every_time(caller):
    key = hash_of(make_key().token)
    make_prompt("greet")
    serving.answer(serving.resolve_for_key(key, Pointer("greet")))

    with statements() as seen:
        serving.answer(serving.resolve_for_key(key, Pointer("greet")))

    assert [statement.sql.split()[0] for statement in seen] == ["SELECT"]
    assert "content" not in seen[0].sql


def test_an_etag_is_different_for_all_that_shows(caller):
    prompt = make_prompt("greet", versions=2, tags=["a"])
    etags = [
        resolve(caller, "greet").etag,
        resolve(caller, "greet", label="latest").etag,
        resolve(caller, "greet", label=None, version=1).etag,
        resolve(caller, "greet", label=None, version=2).etag,
    ]
    prompts.update_prompt(caller, prompt.id, tags=["b"])
    etags.append(resolve(caller, "greet").etag)
    prompts.update_prompt(caller, prompt.id, name="hello")
    etags.append(resolve(caller, "hello").etag)

    assert len(set(etags)) == len(etags)


@pytest.mark.parametrize("pointer", [{}, {"label": "latest"}, {"label": None, "version": 1}])
def test_an_author_goes_by_their_name_of_now(caller, pointer):
    ada, key = make_person("ada"), hash_of(make_key().token)
    make_prompt("greet", caller=replace(caller, actor=f"person:{ada.id}"))
    served = [serving.resolve_for_key(key, Pointer("greet", **pointer))]
    before = serving.answer(served[0])

    with transaction():
        people.update_person(caller, ada.id, name="Ada Lovelace", is_operator=False)

    served += [resolve(caller, "greet", **pointer)]
    after = json.loads(serving.answer(served[1]))
    assert json.loads(before)["active"]["created_by"] == "Ada"
    assert after["active"]["created_by"] == "Ada Lovelace"
    assert served[0].etag != served[1].etag


@pytest.mark.parametrize(
    "actor",
    [
        *("system", "Ada", "person:", "person:nobody", "key:nobody", f"person:{'-' * 36}"),
        "person:01890000-0000-7000-8000-000000000000",
    ],
)
def test_any_other_author_is_served_as_they_stand(caller, actor):
    make_prompt("greet", caller=replace(caller, actor=actor))

    answer = json.loads(serving.answer(resolve(caller, "greet")))

    assert answer["active"]["created_by"] == actor


def test_a_key_is_an_author_by_its_name(caller):
    key = make_key("ci").row
    make_prompt("greet", caller=replace(caller, actor=f"key:{key.id}"))

    assert json.loads(serving.answer(resolve(caller, "greet")))["active"]["created_by"] == "key ci"


def test_a_number_is_not_a_label_that_looks_like_one(caller):
    make_prompt("greet", versions=2)

    assert resolve(caller, "greet", version=2).label == "production"
    assert resolve(caller, "greet", label=None, version=2).label is None


def test_what_is_not_there_has_a_name_of_its_own(caller):
    make_prompt("draft", activate=False)

    with pytest.raises(serving.NoActiveVersion) as refused:
        resolve(caller, "draft")
    assert refused.value.facts == {"latest_version": 1}
    with pytest.raises(prompts.NoSuchVersion):
        resolve(caller, "draft", label=None, version=2)
    with pytest.raises(prompts.NoSuchPrompt):
        resolve(caller, "nobody")
    with pytest.raises(prompts.NoSuchPrompt):
        resolve(make_project("other"), "draft", label="latest")


def test_a_key_that_does_not_count_learns_nothing(caller):
    make_prompt("greet")

    with pytest.raises(BadKey):
        serving.resolve_for_key(hash_of("nobody"), Pointer("greet"))
    with pytest.raises(MissingRight):
        serving.resolve_for_key(hash_of(make_key(scopes=["write"]).token), Pointer("greet"))


def found_with(caller, content):
    return resolve(caller, make_prompt(content=content).name)


def test_the_least_recently_served_bodies_go_first(caller):
    a, b, c = (found_with(caller, letter * 1000) for letter in "abc")
    kept = Bodies(most_bytes=3_000)
    for found in (a, b, a, c):
        kept.get(found)

    assert [place[0] for place in kept.kept] == [a.prompt_id, c.prompt_id]
    assert kept.size == sum(map(len, kept.kept.values())) <= 3_000


def test_a_body_larger_than_all_the_room_is_served_all_the_same(caller):
    kept = Bodies(most_bytes=100)

    assert b"aaaa" in kept.get(found_with(caller, "a" * 5_000))
    assert (list(kept.kept), kept.size) == ([], 0)


def test_a_prompt_deleted_meanwhile_is_not_found(caller):
    prompt = make_prompt("greet")
    found = resolve(caller, "greet")
    with transaction():
        prompts.delete_prompt(caller, prompt.id)

    with pytest.raises(prompts.NoSuchPrompt):
        serving.answer(found)
