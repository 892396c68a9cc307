"""Prices that every project begins with, until it has its own for a model.

US dollars a million tokens, for calls that are answered at once, of texts of ordinary length: what
vendors charge more for (long contexts, priority) or less (batches) is not in here. Prices change;
compare them with the vendor's page before bills are made of them, and give the project prices of
its own where they differ. A model served by several hosts is listed at the price of its maker, or
of the host that is named.

Collected from the vendors' pages in `SOURCES` by genai-prices 0.2.3 (MIT, Pydantic Services Inc.)
and taken from there in `CHECKED_IN`. To bring them up to date, do the same with its next release;
`tests/services/prices` holds what each line must be.
"""

from __future__ import annotations

from decimal import Decimal

from app.services.prices.rates import Rate

CHECKED_IN = "2026-11"

SOURCES = {
    "OpenAI": "https://developers.openai.com/api/docs/pricing",
    "Anthropic": "https://www.anthropic.com/pricing#api",
    "Google": "https://ai.google.dev/gemini-api/docs/pricing",
    "Mistral": "https://mistral.ai/pricing/api",
    "DeepSeek": "https://api-docs.deepseek.com/quick_start/pricing",
    "xAI": "https://docs.x.ai/docs/models",
    "Groq": "https://console.groq.com/docs/models",
    "Cohere": "https://cohere.com/pricing",
}

# Model, input, output, cached input. Dated releases (`-2025…`) are listed by their beginning, so
# that a name which only begins alike, such as a larger model's, is not taken for them.
LINES = """
# OpenAI
gpt-6-astra            10      50     1
gpt-6-sol              2       10     0.2
gpt-6-luna             0.1     0.5    0.01
gpt-6.1-sol            2       10     0.1
gpt-6.1-terra          1       5      0.05
gpt-5.5                5       30     0.5
gpt-5.5-2*             5       30     0.5
gpt-5.4                2.5     15     0.25
gpt-5.4-2*             2.5     15     0.25
gpt-5.4-mini*          0.75    4.5    0.075
gpt-5.4-nano*          0.2     1.25   0.02
gpt-5.2                1.75    14     0.175
gpt-5.2-2*             1.75    14     0.175
gpt-5.1                1.25    10     0.125
gpt-5.1-2*             1.25    10     0.125
gpt-5                  1.25    10     0.125
gpt-5-2*               1.25    10     0.125
gpt-5-mini*            0.25    2      0.025
gpt-5-nano*            0.05    0.4    0.005
gpt-4.1                2       8      0.5
gpt-4.1-2*             2       8      0.5
gpt-4.1-mini*          0.4     1.6    0.1
gpt-4.1-nano*          0.1     0.4    0.025
gpt-4o                 2.5     10     1.25
gpt-4o-2024-08*        2.5     10     1.25
gpt-4o-2024-11*        2.5     10     1.25
gpt-4o-2024-05-13      5       15     -
gpt-4o-mini            0.15    0.6    0.075
gpt-4o-mini-2*         0.15    0.6    0.075
o3                     2       8      0.5
o3-2*                  2       8      0.5
o3-mini*               1.1     4.4    0.55
o4-mini*               1.1     4.4    0.275
o1                     15      60     7.5
o1-2*                  15      60     7.5
text-embedding-3-small 0.02    0      -
text-embedding-3-large 0.13    0      -
# Anthropic
claude-opus-5-5*       4       20     0.2
claude-opus-5          5       25     0.5
claude-opus-5-2*       5       25     0.5
claude-opus-4-8*       5       25     0.5
claude-opus-4-7*       5       25     0.5
claude-opus-4-6*       5       25     0.5
claude-opus-4-5*       5       25     0.5
claude-opus-4-1*       15      75     1.5
claude-opus-4-0        15      75     1.5
claude-opus-4-2*       15      75     1.5
claude-sonnet-5-5*     2       10     0.1
claude-sonnet-5        2       10     0.2
claude-sonnet-5-2*     2       10     0.2
claude-sonnet-4-6*     3       15     0.3
claude-sonnet-4-5*     3       15     0.3
claude-sonnet-4-0      3       15     0.3
claude-sonnet-4-2*     3       15     0.3
claude-haiku-5-5*      0.1     0.5    0.01
claude-haiku-4-5*      1       5      0.1
claude-3-7-sonnet*     3       15     0.3
claude-3-5-sonnet*     3       15     0.3
claude-3-5-haiku*      0.8     4      0.08
claude-3-haiku*        0.25    1.25   0.03
# Google
gemini-3.1-pro-preview 2       12     0.2
gemini-3-pro-preview   2       12     0.2
gemini-3-flash-preview 0.5     3      0.05
gemini-3.5-flash       1.5     9      0.15
gemini-3.5-flash-lite  0.3     2.5    0.03
gemini-2.5-pro         1.25    10     0.125
gemini-2.5-flash       0.3     2.5    0.03
gemini-2.5-flash-lite  0.1     0.4    0.01
gemini-2.0-flash       0.1     0.4    0.025
gemini-embedding-001   0.15    0      -
# Mistral
mistral-large-2512     0.5     1.5    0.05
mistral-medium-3-5     1.5     7.5    0.15
mistral-medium-3-1     0.4     2      0.04
codestral-2508         0.3     0.9    0.03
ministral-8b-2512      0.15    0.15   0.015
mistral-embed          0.1     0      -
# DeepSeek, outside the hours of lower prices
deepseek-chat          0.27    1.1    0.07
deepseek-reasoner      0.55    2.19   0.14
# xAI
grok-4.7               2       6      0.5
grok-4.3               1.25    2.5    0.2
grok-4-0709            3       15     0.75
grok-3                 3       15     0.75
grok-3-mini            0.3     0.5    0.075
# Llama and others at Groq
llama-3.3-70b-versatile 0.59   0.79   -
llama-3.1-8b-instant   0.05    0.08   -
llama-4-maverick-17b-128e-instruct 0.2 0.6 -
llama-4-scout-17b-16e-instruct 0.11 0.34 -
# Cohere
command-a              2.5     10     -
command-r-plus         2.5     10     -
command-r              0.15    0.6    -
"""


def read(lines: str) -> tuple[Rate, ...]:
    rows = [line.split() for line in lines.splitlines() if line and not line.startswith("#")]
    return tuple(
        Rate(model, Decimal(into), Decimal(out), None if cached == "-" else Decimal(cached))
        for model, into, out, cached in rows
    )


STARTING_LIST = read(LINES)
