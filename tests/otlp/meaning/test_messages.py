"""Messages of every convention in the shape of OpenAI's chat."""

import pytest

from app.otlp.meaning.messages import said

CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"q":1}'}}


def of_parts(role, *parts):
    return [{"role": role, "parts": list(parts)}]


@pytest.mark.parametrize(
    "value",
    [
        [{"role": "user", "content": "Hi"}],
        [{"role": "assistant", "content": None, "tool_calls": [CALL]}],
        [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "input_audio"}]}],
        [{"role": "user", "content": "Hi", "name": "ada", "extra": 1}],
        [{"role": "tool", "content": "x", "tool_call_id": "c"}],
    ],
)
def test_openai_messages_are_as_they_were(value):
    assert said(value) == value


@pytest.mark.parametrize("value", [[], {}, [1], [{"role": "user"}], {"role": 7, "content": 1}, 7])
def test_what_is_no_message_is_as_it_was(value):
    assert said(value) == value


def test_calls_of_tools_are_openais():
    call = {"type": "tool_call", "id": "c", "name": "f", "arguments": {"q": 1}}

    assert said(of_parts("assistant", call)) == [
        {"role": "assistant", "content": None, "tool_calls": [CALL]}
    ]


def test_calls_that_the_provider_answers_are_read_too():
    call = {"type": "server_tool_call", "id": "c", "name": "f", "server_tool_call": {"q": 1}}
    answer = {"type": "server_tool_call_response", "id": "c", "server_tool_call_response": "x"}

    assert said(of_parts("assistant", call, answer)) == [
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c", "content": "x"},
    ]


def test_what_a_person_says_follows_the_answers_of_tools():
    answer = {"type": "tool_call_response", "id": "c", "response": "x"}

    roles = [message["role"] for message in said(of_parts("user", {"text": "Well?"}, answer))]

    assert roles == ["tool", "user"]


def test_every_answer_of_a_tool_is_a_message():
    answers = [
        {"type": "tool_call_response", "id": "c", "response": {"n": 1}},
        {"type": "tool_call_response", "id": "d", "response": "text"},
        {"type": "tool_call_response", "id": "e", "result": None},
    ]

    assert said(of_parts("tool", *answers)) == [
        {"role": "tool", "tool_call_id": "c", "content": '{"n":1}'},
        {"role": "tool", "tool_call_id": "d", "content": "text"},
        {"role": "tool", "tool_call_id": "e", "content": ""},
    ]


def test_parts_of_vercel_are_read():
    messages = [
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "Let me see."},
                {"type": "tool-call", "toolCallId": "c", "toolName": "f", "input": {"q": 1}},
            ],
        },
        {
            "role": "tool",
            "content": [{"type": "tool-result", "toolCallId": "c", "toolName": "f", "output": "x"}],
        },
    ]

    assert said(messages) == [
        {"role": "assistant", "content": "Let me see.", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c", "content": "x", "name": "f"},
    ]


@pytest.mark.parametrize(
    ("part", "meant"),
    [
        ({"type": "reasoning", "content": "hm"}, {"type": "reasoning", "text": "hm"}),
        (
            {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "QQ=="},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,QQ=="}},
        ),
        (
            {"type": "uri", "modality": "image", "uri": "https://x/y.png"},
            {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
        ),
        (
            {"type": "blob", "modality": "audio", "content": "QQ=="},
            {"type": "blob", "modality": "audio", "content": "QQ=="},
        ),
        ({"type": "custom", "x": 1}, {"type": "custom", "x": 1}),
        (7, 7),
    ],
)
def test_other_parts_stay_in_the_content(part, meant):
    text = {"type": "text", "content": "Look:"}

    [message] = said(of_parts("user", text, part))

    assert message["content"] == [{"type": "text", "text": "Look:"}, meant]


@pytest.mark.parametrize(
    ("parts", "content"),
    [
        ([{"text": "of Gemini"}], "of Gemini"),
        (["bare"], "bare"),
        ([{"type": "text", "content": None}], [{"type": "text", "content": None}]),
    ],
)
def test_a_single_text_is_the_content(parts, content):
    assert said(of_parts("user", *parts)) == [{"role": "user", "content": content}]


def test_a_message_of_no_parts_keeps_its_content():
    assert said({"role": "user", "parts": [], "content": "Hi"})[0]["content"] == "Hi"


@pytest.mark.parametrize("more", [{}, {"finish_reason": "stop"}])
def test_a_name_that_is_null_is_none(more):
    message = {"role": "user", "parts": [{"type": "text", "content": "Hi"}], "name": None, **more}

    assert said([message]) == [{"role": "user", "content": "Hi", **more}]


def test_what_else_a_message_says_stays():
    message = {
        "role": "assistant",
        "parts": [{"type": "text", "content": "a"}],
        "name": "bot",
        "x": 1,
    }

    assert said([message]) == [{"role": "assistant", "content": "a", "name": "bot", "x": 1}]
