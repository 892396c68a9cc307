"""Writing prompts and versions."""

import hashlib

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.errors import Invalid
from app.models import Prompt, Release
from app.services import prompts
from app.services.pointers import ExpectedDiffers, UnknownLabel
from app.services.policy import MissingRight
from tests.factories.access import make_project, with_rights
from tests.factories.prompts import make_prompt, save_version

CHAT = [{"role": "user", "content": "Hello {{ name }}"}]


def save(caller, prompt, **fields):
    with transaction():
        return prompts.save_version(caller, prompt.id, **fields)


# Creating


def test_a_new_prompt_has_version_1_and_serves_it(caller):
    prompt = make_prompt("greet", content="Hi {{ name }}", description="Says hello", tags=["a"])

    version = prompts.get_version(caller, prompt.id, 1)
    assert (prompt.kind, prompt.latest_version, prompt.active_version) == ("text", 1, 1)
    assert prompt.labels == {"latest": 1, "production": 1}
    assert (version.content, version.messages, version.variables) == (
        "Hi {{ name }}",
        None,
        ["name"],
    )
    assert version.created_by == "system"


def test_its_first_release_leads_from_nothing_to_version_1(caller):
    prompt = make_prompt()

    (release,) = db.session.scalars(select(Release).where(Release.prompt_id == prompt.id))
    assert (release.label, release.from_version, release.to_version) == ("production", None, 1)
    assert (release.prompt_name, release.actor) == (prompt.name, "system")


def test_it_is_not_served_if_that_was_not_wanted(caller):
    prompt = make_prompt(activate=False)

    assert prompt.active_version is None
    assert prompt.labels == {"latest": 1}
    assert not db.session.scalar(select(func.count()).select_from(Release))


def test_who_may_not_release_creates_it_unserved(app):
    prompt = make_prompt(caller=with_rights("read", "write"))

    assert prompt.active_version is None


def test_who_may_not_release_cannot_ask_to_serve_it(app):
    with pytest.raises(MissingRight, match="`release`"):
        make_prompt(caller=with_rights("read", "write"), activate=True)


def test_a_chat_is_a_chat_without_saying_so(caller):
    prompt = make_prompt(messages=CHAT)

    version = prompts.get_version(caller, prompt.id, 1)
    assert (prompt.kind, version.content, version.messages) == ("chat", None, CHAT)
    assert version.variables == ["name"]


def test_a_name_is_taken_once_in_a_project(caller):
    make_prompt("greet")

    with pytest.raises(prompts.NameIsTaken, match="greet") as refused:
        make_prompt("greet")

    assert refused.value.facts == {"name": "greet"}
    assert db.session.scalar(select(func.count()).select_from(Prompt)) == 1


def test_another_project_may_use_the_name_too(caller):
    make_prompt("greet")

    make_prompt("greet", caller=make_project("other"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"content": None}, "content"),
        ({"content": "a", "messages": CHAT}, "content"),
        ({"content": "a", "kind": "chat"}, "messages"),
        ({"messages": CHAT, "kind": "text"}, "content"),
        ({"content": "a", "kind": "image"}, "kind"),
        ({"messages": []}, "messages"),
        ({"messages": [{"content": "a"}]}, "messages"),
        ({"messages": [{"role": "", "content": "a"}]}, "messages"),
        ({"messages": [{"role": "user"}]}, "messages"),
        ({"messages": [{"role": "user", "content": 3}]}, "messages"),
        ({"messages": [{"role": "user", "content": ["a"]}]}, "messages"),
        ({"messages": [{"role": "user", "content": [{"text": "a"}]}]}, "messages"),
        ({"messages": [{"type": "placeholder"}]}, "messages"),
        ({"messages": [{"type": "placeholder", "name": " "}]}, "messages"),
        ({"messages": [{"type": "placeholder", "name": "a", "role": "user"}]}, "messages"),
        ({"content": "a", "message": "x" * 1001}, "message"),
        ({"content": "a", "description": "x" * 4001}, "description"),
        ({"content": "a", "tags": ["x" * 65]}, "tags"),
        ({"content": "a", "tags": [" "]}, "tags"),
        ({"content": "a", "tags": [f"t{n}" for n in range(21)]}, "tags"),
        ({"content": "a\0b"}, "content"),
        ({"content": "a\ud800b"}, "content"),
        ({"content": "a", "parameters": {"x": float("nan")}}, "parameters"),
        ({"content": "a", "parameters": {"x": "\0"}}, "parameters"),
    ],
)
def test_a_malformed_prompt_is_refused_by_field(caller, fields, field):
    with pytest.raises(Invalid) as refused, transaction():
        prompts.create_prompt(caller, name="greet", **fields)

    assert list(refused.value.errors["json"]) == [field]
    assert not db.session.scalar(select(func.count()).select_from(Prompt))


def test_everything_that_is_wrong_is_said_at_once(caller):
    with pytest.raises(Invalid) as refused:
        prompts.create_prompt(caller, name="", content=None, message="x" * 1001)

    assert list(refused.value.errors["json"]) == ["name", "content", "message"]


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": "text"},
        {"role": "user", "content": [{"type": "text", "text": "Look:"}]},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x/y"}}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function"}]},
        {"role": "tool", "tool_call_id": "1", "content": "42"},
        {"type": "placeholder", "name": "history"},
    ],
)
def test_messages_of_every_sort_are_kept_as_given(caller, message):
    prompt = make_prompt(messages=[message])
    db.session.expire_all()

    assert prompts.get_version(caller, prompt.id, 1).messages == [message]


def test_tags_are_trimmed_lowered_and_each_once(caller):
    assert make_prompt(tags=[" Support ", "support", "ÜBER"]).tags == ["support", "über"]


# Saving


def test_versions_are_numbered_one_after_the_other(caller):
    prompt = make_prompt(versions=4)

    page = prompts.list_versions(caller, prompt)
    assert [version.version for version in page.rows] == [4, 3, 2, 1]
    assert prompt.active_version == 1


def test_saving_the_same_again_makes_no_version(caller):
    prompt = make_prompt(content="a", parameters={"x": 1})

    version, created = save(caller, prompt, content="a", parameters={"x": 1}, message="again")

    assert (version.version, created, prompt.latest_version) == (1, False, 1)


def test_labels_asked_for_still_move_when_nothing_is_new(caller):
    prompt = make_prompt(content="a", activate=False)

    version, created = save(caller, prompt, content="a", labels=["production"])

    assert (created, prompt.active_version) == (False, 1)
    assert version.labels == ["latest", "production"]


@pytest.mark.parametrize(
    "other",
    [
        {"content": "a "},
        {"content": "a", "parameters": {}},
        {"content": "a", "parameters": {"x": 1}},
    ],
)
def test_any_difference_makes_a_version(caller, other):
    prompt = make_prompt(content="a")

    assert save(caller, prompt, **other)[1]


def test_another_order_of_keys_is_a_difference(caller):
    prompt = make_prompt(content="a", parameters={"x": 1, "y": 2})

    assert save(caller, prompt, content="a", parameters={"y": 2, "x": 1})[1]


def test_an_older_body_saved_again_is_a_new_version(caller):
    prompt = make_prompt(content="a")
    save_version(prompt, "b")

    version, created = save(caller, prompt, content="a")

    assert (version.version, created) == (3, True)


def test_the_checksum_is_that_of_the_design(caller):
    prompt = make_prompt(content="Grüße\n", parameters={"b": 1, "a": "ü"})

    compact = '["text","Grüße\\n",{"b":1,"a":"ü"}]'
    expected = hashlib.sha256(compact.encode()).hexdigest()
    assert prompts.get_version(caller, prompt.id, 1).checksum == expected


def test_a_version_can_be_served_at_once(caller):
    prompt = make_prompt()

    version, _ = save(caller, prompt, content="b", labels=["production", "latest"])

    assert (version.version, prompt.active_version) == (2, 2)


def test_an_unknown_label_is_refused_and_nothing_saved(caller):
    prompt = make_prompt()

    with pytest.raises(UnknownLabel):
        save(caller, prompt, content="b", labels=["staging"])

    assert prompt.latest_version == 1


def test_two_authors_do_not_overwrite_each_other_unseen(caller):
    prompt = make_prompt(versions=2)

    with pytest.raises(ExpectedDiffers) as refused:
        save(caller, prompt, content="mine", expected_latest=1)

    assert refused.value.facts == {"expected": 1, "actual": 2}
    assert save(caller, prompt, content="mine", expected_latest=2)[0].version == 3


def test_a_text_takes_no_messages(caller):
    with pytest.raises(Invalid, match="content"):
        save(caller, make_prompt(), messages=CHAT)


def test_who_may_not_release_saves_but_does_not_activate(caller):
    prompt = make_prompt()
    author = with_rights("read", "write")

    with pytest.raises(MissingRight):
        save(author, prompt, content="b", labels=["production"])

    assert save(author, prompt, content="b")[1]
    assert prompt.active_version == 1
