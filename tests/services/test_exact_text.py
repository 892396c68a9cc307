"""Text and JSON come back byte for byte, up to the limits."""

import json

import pytest

from app.db import db
from app.errors import Invalid
from app.services import prompts
from tests.factories.prompts import make_prompt


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nb\rc\nd",
        "\ufeffbegins with a mark",
        "line\u2028separator\u2029paragraph\u0085next",
        "family 👩‍👩‍👧‍👦 and flag 🇩🇪",
        "e\u0301 is not é",
        "\t tabs and trailing space \n\n",
        "<script>&amp;\"'</script> \\u0041 \\n",
        "^[^\\u0000]*$ and \\\\u0000",
        "\x01\x1f\x7f\x80\u200b\u202e\ufffe\uffff\U0010ffff",
        "{{ name }} {{>partial}} {% raw %}",
        "",
    ],
    ids=ascii,
)
def test_a_text_comes_back_byte_for_byte(caller, text):
    prompt = make_prompt(content=text)
    chat = make_prompt(messages=[{"role": "user", "content": text}], parameters={"stop": [text]})
    db.session.expire_all()

    assert prompts.get_version(caller, prompt.id, 1).content == text
    version = prompts.get_version(caller, chat.id, 1)
    assert version.messages[0]["content"] == text
    assert version.parameters == {"stop": [text]}


def test_keys_come_back_in_the_order_written(caller):
    schema = {"type": "object", "properties": {"z": {}, "a": {}, "10": {}, "9": {}}, "b": 1, "A": 2}
    prompt = make_prompt(
        messages=[{"tool_calls": [schema], "role": "assistant", "content": None}],
        parameters={"tools": [schema], "model": "m", "a": 1},
    )
    db.session.expire_all()

    version = prompts.get_version(caller, prompt.id, 1)
    assert json.dumps(version.parameters) == json.dumps({"tools": [schema], "model": "m", "a": 1})
    assert json.dumps(version.messages) == json.dumps(
        [{"tool_calls": [schema], "role": "assistant", "content": None}]
    )


@pytest.mark.parametrize("text", ["\0", "a\\\0", "\\u0000 and \0"], ids=ascii)
def test_a_nul_is_refused_however_many_backslashes_stand_before_it(caller, text):
    for body in ({"content": text}, {"messages": [{"role": "user", "content": text}]}):
        with pytest.raises(Invalid, match="NUL"):
            make_prompt(**body)
    with pytest.raises(Invalid, match="parameters: The character NUL"):
        make_prompt(parameters={text: 1})


MIB = 1024 * 1024


@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_a_text_may_have_one_mebibyte_and_not_a_byte_more(caller, letter):
    longest = letter * (MIB // len(letter.encode()))

    prompt = make_prompt("longest", content=longest)

    assert prompts.get_version(caller, prompt.id, 1).content == longest
    with pytest.raises(Invalid, match="content: At most 1 MiB"):
        make_prompt(content=longest + "a")


def test_messages_may_have_one_mebibyte_of_json(caller):
    around = len('[{"role":"user","content":""}]')

    make_prompt(messages=[{"role": "user", "content": "a" * (MIB - around)}])

    with pytest.raises(Invalid, match="messages: At most 1 MiB"):
        make_prompt(messages=[{"role": "user", "content": "a" * (MIB - around + 1)}])


def test_parameters_may_have_64_kibibytes_of_json(caller):
    around = len('{"stop":""}')

    make_prompt(parameters={"stop": "a" * (64 * 1024 - around)})

    with pytest.raises(Invalid, match="parameters: At most 64 KiB"):
        make_prompt(parameters={"stop": "a" * (64 * 1024 - around + 1)})


@pytest.mark.parametrize(("field", "most"), [("description", 4000), ("message", 1000)])
def test_lengths_count_characters(caller, field, most):
    make_prompt(**{field: "😀" * most})

    with pytest.raises(Invalid, match=field):
        make_prompt(**{field: "😀" * most + "a"})
