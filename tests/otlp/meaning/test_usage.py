"""Counts of tokens: totals, and how many of them were cached or spent on reasoning."""

import json

import pytest

from tests.otlp.payloads import read


def counts(span):
    return (
        span.input_tokens,
        span.output_tokens,
        span.cached_tokens,
        span.reasoning_tokens,
        span.total_tokens,
    )


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        # GenAI's totals hold their parts.
        (
            {
                "gen_ai.usage.input_tokens": 100,
                "gen_ai.usage.output_tokens": 600,
                "gen_ai.usage.cache_read.input_tokens": 40,
                "gen_ai.usage.reasoning.output_tokens": 500,
            },
            (100, 600, 40, 500, 700),
        ),
        ({"gen_ai.usage.input_tokens": "100"}, (100, None, None, None, 100)),
        ({"gen_ai.usage.output_tokens": 5.0}, (None, 5, None, None, 5)),
        ({"gen_ai.usage.total_tokens": 9}, (None, None, None, None, 9)),
        # More cached than there is: the sender counts it apart.
        (
            {"gen_ai.usage.input_tokens": 2, "gen_ai.usage.cache_read_input_tokens": 47105},
            (47107, None, 47105, None, 47107),
        ),
        (
            {
                "llm.token_count.prompt": 80,
                "llm.token_count.completion": 150,
                "llm.token_count.prompt_details.cache_read": 5,
                "llm.token_count.completion_details.reasoning": 120,
                "llm.token_count.total": 230,
            },
            (80, 150, 5, 120, 230),
        ),
        (
            {"llm.token_count.completion": 10, "llm.token_count.completion_details.reasoning": 30},
            (None, 40, None, 30, 40),
        ),
    ],
)
def test_attributes_are_counts(details, expected):
    span = read(details)

    assert counts(span) == expected
    assert span.attributes == {}


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        # Langfuse counts what is special beside the rest.
        (
            {"input": 60, "output": 100, "input_cached_tokens": 40, "output_reasoning_tokens": 500},
            (100, 600, 40, 500, 700),
        ),
        (
            {"input": 60, "output": 10, "total": 110, "input_cached_tokens": 40},
            (100, 10, 40, None, 110),
        ),
        (
            {"input": 60, "input_cache_read": 40, "input_cache_creation": 7, "output": 1},
            (107, 1, 40, None, 108),
        ),
        # Anthropic does too.
        (
            {"input_tokens": 2, "cache_read_input_tokens": 47105, "output_tokens": 714},
            (47107, 714, 47105, None, 47821),
        ),
        # The stated total shows that the parts are within.
        (
            {"input": 100, "output": 50, "total": 150, "input_cached_tokens": 40},
            (100, 50, 40, None, 150),
        ),
        # OpenAI's details always are.
        (
            {
                "prompt_tokens": 100,
                "completion_tokens": 50,
                "total_tokens": 150,
                "prompt_tokens_details": {"cached_tokens": 40, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 30},
            },
            (100, 50, 40, 30, 150),
        ),
        (
            {
                "input_tokens": 100,
                "output_tokens": 50,
                "input_tokens_details": {"cached_tokens": 40},
                "output_tokens_details": {"reasoning_tokens": 30},
            },
            (100, 50, 40, 30, 150),
        ),
        ({"promptTokens": 1, "completionTokens": 2, "totalTokens": 3}, (1, 2, None, None, 3)),
        ({"input": 3}, (3, None, None, None, 3)),
        ({"input": -3, "output": "x", "total": 2}, (None, None, None, None, 2)),
        (
            {"input": 2**31 - 1, "input_cached_tokens": 2**31 - 1},
            (2**31 - 1, None, 2**31 - 1, None, 2**31 - 1),
        ),
    ],
)
def test_details_are_added_up_to_totals(details, expected):
    span = read({"langfuse.observation.usage_details": json.dumps(details)})

    assert counts(span) == expected


def test_details_with_names_of_their_own_stay():
    details = {"input": 1, "output": 2, "input_audio": 3}

    span = read({"langfuse.observation.usage_details": json.dumps(details)})

    assert counts(span) == (4, 2, None, None, 6)
    assert span.attributes == {"langfuse.observation.usage_details": details}


@pytest.mark.parametrize(
    ("within", "stays"),
    [
        ({"cached_tokens": 1, "audio_tokens": 0}, False),
        ({"cached_tokens": 1, "audio_tokens": 2}, True),
    ],
)
def test_openais_details_stay_if_they_say_more(within, stays):
    details = {"prompt_tokens": 9, "total_tokens": 9, "prompt_tokens_details": within}

    span = read({"langfuse.observation.usage_details": json.dumps(details)})

    assert counts(span) == (9, None, 1, None, 9)
    assert bool(span.attributes) is stays


@pytest.mark.parametrize("odd", ["[1]", "text", "{}", "7"])
def test_details_that_are_no_map_stay(odd):
    span = read({"langfuse.observation.usage_details": odd})

    assert counts(span) == (None,) * 5
    assert span.attributes == {"langfuse.observation.usage_details": odd}


def test_other_numbers_for_the_same_stay_beside():
    span = read({"gen_ai.usage.input_tokens": 5, "llm.usage.prompt_tokens": 6})

    assert span.input_tokens == 5
    assert span.attributes == {"llm.usage.prompt_tokens": 6}
