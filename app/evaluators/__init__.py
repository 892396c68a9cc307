"""Ways of scoring an output, a file a kind, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.evaluators.contains import Contains
from app.evaluators.cost import Cost
from app.evaluators.edit_similarity import EditSimilarity
from app.evaluators.exact import Exact
from app.evaluators.json_path import JsonPath
from app.evaluators.json_schema import JsonSchema
from app.evaluators.json_valid import JsonValid
from app.evaluators.judge import Judge
from app.evaluators.latency import Latency
from app.evaluators.length import Length
from app.evaluators.numeric import Numeric
from app.evaluators.regex import Regex
from app.evaluators.token_f1 import TokenF1
from app.evaluators.verdicts import BadConfig, Judged, Verdict, bad_config

__all__ = ["KINDS", "BadConfig", "Evaluator", "Judge", "Judged", "Verdict", "describe", "make"]


class Evaluator(Protocol):
    """Made of a configuration, it judges any number of outputs. It keeps nothing."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def scale(self) -> tuple[float, float]:
        """The least and the greatest value there is."""

    @property
    def direction(self) -> str:
        """`higher` if more is better, else `lower`."""

    @property
    def needs_expected(self) -> bool: ...
    def judge(self, judged: Judged) -> Verdict: ...


KINDS: dict[str, Any] = {
    one.kind: one
    for one in (
        *(Exact, Contains, Regex, Numeric, JsonValid, JsonSchema, JsonPath, EditSimilarity),
        *(TokenF1, Length, Latency, Cost, Judge),
    )
}


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind's configuration."""
    return {"type": "object", "additionalProperties": False, **KINDS[kind].schema}


def make(kind: str, config: Mapping[str, Any]) -> Evaluator:
    """Raises `BadConfig` with what is wrong, by field."""
    if kind not in KINDS:
        raise bad_config("kind", f"One of {', '.join(KINDS)}.")
    # Not before it is needed: every command and process would wait for what it brings along.
    from jsonschema import Draft202012Validator

    errors: dict[str, list[str]] = {}
    for error in Draft202012Validator(schema_of(kind)).iter_errors(config):
        field = str(error.absolute_path[0]) if error.absolute_path else "config"
        errors.setdefault(field, []).append(error.message[:300])
    if errors:
        raise BadConfig(errors)
    made: Evaluator = KINDS[kind](**config)
    return made


def describe() -> list[dict[str, Any]]:
    """Every kind for documents and forms: what it means, and the schema of its configuration."""
    return [
        {
            "kind": kind,
            "title": one.title,
            "meaning": one.meaning,
            "config_schema": schema_of(kind),
        }
        for kind, one in KINDS.items()
    ]
