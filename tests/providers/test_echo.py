"""The model that needs no network."""

from time import monotonic

import pytest

from app.providers import Completion, Delta, Endpoint, ProviderFailed, Request, Usage, stream


def said(*messages, timeout_s=5.0, attempt=1, **parameters):
    endpoint = Endpoint(timeout_s=timeout_s)
    return stream("echo", endpoint, Request(list(messages), None, parameters, attempt))


def user(content):
    return {"role": "user", "content": content}


def test_it_says_back_what_the_user_said_last():
    messages = [{"role": "system", "content": "Be brief."}, user("No."), user("Two  words\n")]

    *deltas, completion = said(*messages)

    assert deltas == [Delta("Two"), Delta("  words\n")]
    assert completion.message == {"role": "assistant", "content": "Two  words\n"}
    assert (completion.model, completion.finish_reason) == ("echo", "stop")
    assert completion.usage == Usage(5, 2, 0, 0)


@pytest.mark.parametrize("text", ["", " ", "a", " a ", "a\u00a0b", "\n\na b\n"])
def test_its_pieces_make_its_answer_whatever_was_said(text):
    *deltas, completion = said(user(text))

    assert "".join(delta.text for delta in deltas) == completion.message["content"] == text


def test_it_reads_texts_in_parts_and_answers_without_a_user():
    parts = [{"type": "text", "text": "See"}, {"type": "image_url", "image_url": {"url": "x"}}]

    assert list(said(user(parts)))[-1].message["content"] == "See"
    assert list(said({"role": "system", "content": "Hm"}))[-1].message["content"] == "Hm"
    assert list(said())[-1].message["content"] == ""


def test_it_keeps_to_a_limit_of_tokens():
    *deltas, completion = said(user("one two three"), max_tokens=2)

    assert [delta.text for delta in deltas] == ["one", " two"]
    assert (completion.finish_reason, completion.usage.output_tokens) == ("length", 2)


def test_it_fails_as_often_as_it_is_told():
    told = {"fail": "rate_limited", "times": 2}

    for attempt in (1, 2):
        with pytest.raises(ProviderFailed) as caught:
            list(said(user("x"), echo=told, attempt=attempt))
        assert (caught.value.kind, caught.value.retryable) == ("rate_limited", True)
    assert isinstance(list(said(user("x"), echo=told, attempt=3))[-1], Completion)


def test_it_takes_its_time_and_ends_with_the_time_limit():
    began = monotonic()
    answer = said(user("a b c d"), echo={"latency_ms": 60}, timeout_s=0.15)

    assert [next(answer).text, next(answer).text] == ["a", " b"]
    with pytest.raises(ProviderFailed) as caught:
        next(answer)

    assert caught.value.kind == "timeout"
    assert 0.14 < monotonic() - began < 1


@pytest.mark.parametrize(
    "echo",
    [7, {"fail": "badly"}, {"fail": []}, {"latency_ms": -1}, {"latency_ms": "1"}, {"lag": 1}],
)
def test_what_it_cannot_be_told_is_refused(echo):
    with pytest.raises(ProviderFailed) as caught:
        list(said(user("x"), echo=echo))

    assert caught.value.kind == "invalid"


def test_a_provider_that_is_unknown_is_refused():
    with pytest.raises(ProviderFailed, match="echo, openai"):
        stream("oracle", Endpoint(), Request([]))
