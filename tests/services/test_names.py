"""Which names and tags are legal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.services.prompts.checks import Checks, name_problems
from tests.factories.names import LEGAL_NAMES

ILLEGAL = [
    "",
    "x" * 201,
    "/a",
    "a/",
    "a//b",
    "/",
    ".",
    "..",
    "a/../b",
    "a/.",
    "./a",
    " a",
    "a ",
    "a /b",
    "a/ b",
    "a\tb",
    "a\nb",
    "a\0b",
    "a\x7fb",
    "a\u0085b",
    "a\u200db",
    "a\u200eb",
    "\ufeffa",
    "a\ud800",
    "e\u0301",
    "\u212b",
    *(f"a{mark}b" for mark in "{}@#|<>\\"),
]


@pytest.mark.parametrize("name", ILLEGAL, ids=ascii)
def test_it_refuses_with_a_reason(name):
    checks = Checks()
    checks.name(name)

    with pytest.raises(Invalid, match="name: ") as refused:
        checks.done()

    assert refused.value.errors["json"]["name"]


@pytest.mark.parametrize(
    "name",
    [
        *("a", "A", "a b", "a/b/c", "...", ".a", "a.b", "-", "%2F", "a?b=c&d", "a:b;c,d", "`"),
        *(
            "$'\"!*()",
            "é",
            "日本語",
            "😀",
            "x" * 200,
            "😀" * 200,
            "a\u00a0b",
            "by-name",
            "versions/1",
        ),
    ],
    ids=ascii,
)
def test_it_takes(name):
    assert list(name_problems(name)) == []


@given(LEGAL_NAMES)
def test_every_name_of_the_rules_is_taken(name):
    assert list(name_problems(name)) == []


@given(st.text(max_size=210))
def test_what_is_taken_follows_the_rules(name):
    if list(name_problems(name)):
        return

    assert 1 <= len(name) <= 200
    assert unicodedata.normalize("NFC", name) == name
    assert not set(name) & set("{}@#|<>\\\0\n\t")
    assert not {"", ".", ".."} & set(name.split("/"))
    assert all(segment == segment.strip(" ") for segment in name.split("/"))
    assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(letter) for letter in name}
    name.encode()


@given(st.lists(st.text(max_size=70), max_size=25))
def test_tags_are_clean_or_refused(tags):
    checks = Checks()
    clean = checks.tags(tags)
    if checks.errors:
        return

    assert len(clean) == len(set(clean)) <= 20
    assert all(1 <= len(tag) <= 64 and tag == tag.strip() for tag in clean)
    assert Checks().tags(clean) == clean
