"""Two versions of a prompt side by side."""

import pytest

from app.services import prompts
from app.services.comparing import compare_versions
from app.services.policy import MissingRight
from tests.factories.access import with_rights
from tests.factories.prompts import make_prompt, save_version


def test_texts_are_compared_line_by_line(caller):
    prompt = make_prompt("greet", content="Hello\nAda")
    save_version(prompt, "Hello\nBen", parameters={"model": "m"})

    found = compare_versions(caller, prompt, 1, 2)

    assert (found.from_, found.to, found.kind, found.messages) == (1, 2, "text", None)
    assert [row.op for row in found.content] == ["same", "removed", "added"]
    assert [row.op for row in found.parameters] == ["added"] * 3
    assert found.unified.startswith("--- greet version 1\n+++ greet version 2\n")


def test_chats_are_compared_message_by_message(caller):
    prompt = make_prompt(messages=[{"role": "user", "content": "Hello Ada"}])
    prompts.save_version(caller, prompt.id, messages=[{"role": "user", "content": "Hello Ben"}])

    found = compare_versions(caller, prompt, 1, 2)

    assert (found.kind, found.content) == ("chat", None)
    assert [row.op for row in found.messages[0].rows] == ["changed"]
    assert "[user]\n-Hello Ada\n+Hello Ben\n" in found.unified


def test_a_version_equals_itself(caller):
    found = compare_versions(caller, make_prompt(), 1, 1)

    assert (found.unified, {row.op for row in found.content}) == ("", {"same"})


def test_both_ways_are_possible(caller):
    prompt = make_prompt(versions=2)

    assert compare_versions(caller, prompt, 2, 1).unified.count("\n-") == 1


@pytest.mark.parametrize(("from_", "to"), [(1, 9), (9, 1), (0, 1)])
def test_a_version_that_does_not_exist_is_not_found(caller, from_, to):
    with pytest.raises(prompts.NoSuchVersion):
        compare_versions(caller, make_prompt(), from_, to)


def test_it_takes_the_right_to_read(caller):
    with pytest.raises(MissingRight):
        compare_versions(with_rights("write"), make_prompt(), 1, 1)
