"""Finding prompts, and paging through them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db import db, uuid7
from app.errors import Invalid
from app.services import paging, prompts
from app.services.paging import Cursor
from app.services.prompts.search import contains_text
from tests.factories.access import make_project
from tests.factories.prompts import make_prompt, save_version


def found(caller, q=None, **fields):
    return [prompt.name for prompt in prompts.list_prompts(caller, q=q, **fields).rows]


def test_it_looks_in_name_description_tags_and_newest_body(caller):
    make_prompt("walrus")
    make_prompt("b", description="On walruses")
    make_prompt("c", tags=["walrus"])
    make_prompt("d", content="The Walrus said")
    make_prompt("e", messages=[{"role": "user", "content": [{"type": "text", "text": "walrus"}]}])
    make_prompt("f", content="No such animal")

    assert found(caller, "walrus") == ["e", "d", "c", "b", "walrus"]


def test_it_looks_in_the_newest_body_only(caller):
    prompt = make_prompt("a", content="the old text")
    save_version(prompt, "the new text")

    assert found(caller, "old text") == []
    assert found(caller, "new text") == ["a"]


def test_what_was_renamed_is_found_by_its_new_name(caller):
    prompt = make_prompt("before")
    prompts.update_prompt(caller, prompt.id, name="after", tags=["fresh"], description="Anew")

    assert found(caller, "before") == []
    assert found(caller, "after") == found(caller, "fresh") == found(caller, "anew") == ["after"]


@pytest.mark.parametrize("q", ["ÜBER", "über", "STRASSE ß", "straße"])
def test_case_does_not_matter(caller, q):
    make_prompt("a", content="Über die Straße / strasse ß")

    assert found(caller, q) == ["a"]


@pytest.mark.parametrize("q", ["100%", "a_b", "c\\d", "x'y", "%%%", "\\\\\\", "{{ name }}"])
def test_every_letter_means_itself(caller, q):
    make_prompt("has it", content=f"<{q}>")
    make_prompt("has not", content="1000 axb cd x''y {{name}}")

    assert found(caller, q) == ["has it"]


@pytest.mark.parametrize("q", ["%", "_", "%%", "a_"])
def test_every_letter_means_itself_in_names_too(caller, q):
    make_prompt(f"has {q}")
    make_prompt("has not ab")

    assert found(caller, q) == [f"has {q}"]


def test_one_or_two_letters_are_looked_for_in_names_and_tags(caller):
    make_prompt("xy", content="-")
    make_prompt("b", tags=["xy"])
    make_prompt("c", content="xy", description="xy")

    assert found(caller, "xy") == ["b", "xy"]


def test_every_tag_must_be_carried(caller):
    make_prompt("a", tags=["x", "y"])
    make_prompt("b", tags=["x"])

    assert found(caller, tag=["x"]) == ["b", "a"]
    assert found(caller, tag=[" X ", "y"]) == ["a"]
    assert found(caller, tag=[""]) == []


def test_other_projects_are_not_searched(caller):
    make_prompt("walrus", caller=make_project("other"))

    assert found(caller, "walrus") == found(caller) == []


def test_a_list_without_bodies_has_snippets(caller):
    make_prompt("a", content="x" * 300 + "{{ name }}")

    (prompt,) = prompts.list_prompts(caller, body=False).rows

    assert prompt.newest.listed.snippet == "x" * 200
    assert prompt.newest.listed.variables == ["name"]


def test_pages_join_without_gap_or_repetition(caller):
    names = [make_prompt().name for _ in range(7)]

    seen, cursor = [], None
    while cursor or not seen:
        page = prompts.list_prompts(caller, limit=3, cursor=cursor)
        seen += [prompt.name for prompt in page.rows]
        cursor = str(page.next) if page.next else None

    assert seen == names[::-1]


def test_equal_moments_are_ordered_by_id(caller):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    made = [make_prompt() for _ in range(5)]
    for prompt in made:
        prompt.created_at = moment
    db.session.flush()

    seen, cursor = [], None
    while cursor or not seen:
        page = prompts.list_prompts(caller, limit=1, cursor=cursor)
        seen += [prompt.id for prompt in page.rows]
        cursor = str(page.next) if page.next else None

    assert seen == sorted((prompt.id for prompt in made), reverse=True)


def test_what_is_added_meanwhile_moves_no_later_page(caller):
    names = [make_prompt().name for _ in range(6)]
    page = prompts.list_prompts(caller, limit=3)

    make_prompt("new")

    rest = prompts.list_prompts(caller, limit=3, cursor=str(page.next))
    assert [prompt.name for prompt in rest.rows] == names[2::-1]


def test_versions_are_paged_by_their_number(caller):
    prompt = make_prompt(versions=5)
    page = prompts.list_versions(caller, prompt, limit=2)
    save_version(prompt, "a sixth")

    rest = prompts.list_versions(caller, prompt, limit=3, cursor=str(page.next))

    assert [version.version for version in page.rows] == [5, 4]
    assert [version.version for version in rest.rows] == [3, 2, 1]
    assert rest.next is None


def test_counting_stops_at_the_cap(caller, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 3)
    for _ in range(4):
        make_prompt()

    page = prompts.list_prompts(caller)

    assert (page.total, page.total_capped, len(page.rows)) == (3, True, 4)


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)
def test_a_cursor_is_read_as_it_was_written(moment, id_):
    assert Cursor.parse(str(Cursor(moment, id_))) == Cursor(moment, id_)


@pytest.mark.parametrize(
    "words", ["", "x", "ü", "A" * 31, "A" * 33, "!" * 32, "f_" * 16, "A" * 4096, "AAAA" * 7]
)
def test_what_is_no_cursor_is_refused(words):
    with pytest.raises(Invalid, match="cursor"):
        Cursor.parse(words)


def test_identifiers_are_uuids_of_version_7_in_order_of_time():
    ids = [uuid7() for _ in range(50)]

    assert {id_.version for id_ in ids} == {7}
    assert {id_.variant for id_ in ids} == {UUID(int=0x8000 << 48).variant}
    made_at = datetime.fromtimestamp((ids[0].int >> 80) / 1000, UTC)
    assert abs(datetime.now(UTC) - made_at) < timedelta(minutes=1)


def test_short_words_are_looked_for_in_the_small_column():
    assert "heading" in str(contains_text("ab"))
    assert "prompt_search.text" in str(contains_text("abc"))
