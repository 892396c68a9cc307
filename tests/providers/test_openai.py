"""Servers that speak OpenAI's chat completions: what they answer, and what is sent to them."""

import json

from app.providers import Completion, Delta, Usage
from tests.providers.answers import LAST, PATH, USAGE, chunk, hello, refusal, streamed, whole


def test_an_answer_comes_in_pieces_and_then_whole(server, ask):
    server.answers[PATH] = hello()

    *deltas, completion = ask()

    assert deltas == [Delta("Hello"), Delta(" there")]
    assert completion.message == {"role": "assistant", "content": "Hello there"}
    assert (completion.model, completion.finish_reason) == ("m-1", "stop")
    assert completion.usage == Usage(20, 7, cached_tokens=16, reasoning_tokens=5)
    assert completion.first_token_ms > 0


def test_parameters_are_sent_as_they_are_but_for_what_is_ours(server, ask):
    server.answers[PATH] = hello()
    schema = {"type": "json_schema", "json_schema": {"z": 1, "a": [None, 2.5]}}

    list(ask(temperature=0.2, response_format=schema, top_k=5, stream=False, messages=[], n=1))

    (asked,) = server.asked
    body = json.loads(asked.body)
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}],
        "temperature": 0.2,
        "response_format": schema,
        "top_k": 5,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert list(body["response_format"]["json_schema"]) == ["z", "a"]


def test_nothing_of_the_environment_is_sent(server, ask, monkeypatch):
    server.answers[PATH] = hello()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-server")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-server")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Of-The-Server: 1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    list(ask())
    list(ask(key=None))

    with_key, without = (asked.headers for asked in server.asked)
    assert with_key["authorization"] == "Bearer sk-secret-1234"
    assert "authorization" not in without
    assert "server" not in str([with_key, without])


def test_tool_calls_are_put_together(server, ask):
    def call(**piece):
        return chunk({"tool_calls": [piece]})

    server.answers[PATH] = streamed(
        call(index=0, id="a", type="function", function={"name": "look", "arguments": ""}),
        call(index=0, function={"arguments": '{"q":'}),
        call(index=1, id="b", type="function", function={"name": "add", "arguments": "{}"}),
        call(index=0, function={"arguments": ' "x"}'}),
        chunk({}, "tool_calls"),
    )

    (completion,) = ask()

    assert completion.message["tool_calls"] == [
        {"id": "a", "type": "function", "function": {"name": "look", "arguments": '{"q": "x"}'}},
        {"id": "b", "type": "function", "function": {"name": "add", "arguments": "{}"}},
    ]
    assert (completion.finish_reason, completion.usage) == ("tool_calls", None)
    assert completion.first_token_ms > 0


def test_tool_calls_without_index_are_told_apart_by_their_id(server, ask):
    first = {"id": "a", "function": {"name": "look", "arguments": "{}"}, "extra_content": {"s": 1}}
    second = {"id": "b", "function": {"name": "add", "arguments": "{}"}}
    server.answers[PATH] = streamed(
        chunk({"tool_calls": [first]}), chunk({"tool_calls": [second]}), chunk({}, "tool_calls")
    )

    (completion,) = ask()

    calls = completion.message["tool_calls"]
    assert [call["function"]["name"] for call in calls] == ["look", "add"]
    assert calls[0]["extra_content"] == {"s": 1}


def test_what_a_model_thought_is_kept_beside_its_answer(server, ask):
    server.answers[PATH] = streamed(
        chunk({"reasoning_content": "Well"}),
        chunk({"reasoning_content": ", yes."}),
        chunk({"content": "Yes"}, "stop"),
    )

    *deltas, completion = ask()

    assert deltas == [Delta("Yes")]
    assert completion.message["reasoning_content"] == "Well, yes."


def test_a_server_that_ignores_streaming_is_asked_once(server, ask):
    server.answers[PATH] = whole()

    delta, completion = ask()

    assert delta == Delta("Hello there")
    assert completion == Completion(
        {"role": "assistant", "content": "Hello there"},
        "m-1",
        "stop",
        Usage(20, 7, 16, 5),
    )
    assert len(server.asked) == 1


def test_a_server_that_refuses_streaming_is_asked_without(server, ask):
    refused = refusal(b"400 Bad Request", "Unrecognized request argument: stream_options")
    server.answers[PATH] = [refused, whole()]

    *_, completion = ask()

    assert completion.message["content"] == "Hello there"
    first, second = (json.loads(asked.body) for asked in server.asked)
    assert (first["stream"], "stream" in second, "stream_options" in second) == (True, False, False)


def test_counts_that_are_none_are_left_out(server, ask):
    usage = {**USAGE, "prompt_tokens": -1, "completion_tokens": 10**30}
    server.answers[PATH] = streamed(chunk({"content": "x"}, "stop"), {**LAST, "usage": usage})

    *_, completion = ask()

    assert completion.usage == Usage(None, None, 16, 5)
