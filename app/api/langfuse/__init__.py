"""The part of Langfuse's API that its unmodified SDKs need. docs/LANGFUSE.md says which.

It is no part of our own API's document: its shapes are Langfuse's, refusals included
(`app.web.langfuse`).
"""

from app.api.langfuse import (
    datasets,
    ingestion,
    observations,
    projects,
    prompts,
    score_configs,
    scores,
    traces,
)
from app.api.langfuse.blueprint import blp

__all__ = [
    "blp",
    "datasets",
    "ingestion",
    "observations",
    "projects",
    "prompts",
    "score_configs",
    "scores",
    "traces",
]
