"""What Langfuse's SDKs write, and the names of resources that it reads besides."""

from __future__ import annotations

from typing import Any

from app.otlp.meaning.messages import said
from app.otlp.meaning.names import Found, Name
from app.otlp.meaning.usage import says_more
from app.otlp.meaning.values import (
    bounded_json,
    cost_of_details,
    environment,
    json_object,
    label,
    moment,
    one_of,
    tags,
    version_number,
)
from app.otlp.sent import Scope, Sent

LEVELS = {level: level for level in ("debug", "default", "warning", "error")}
METADATA = ("langfuse.observation.metadata", "langfuse.trace.metadata")
USAGE = "langfuse.observation.usage_details"
COST = "langfuse.observation.cost_details"


def status(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


NAMES = [
    Name("langfuse.observation.level", "level", one_of(LEVELS)),
    Name("langfuse.observation.status_message", "status_message", status),
    Name("langfuse.observation.completion_start_time", "first_token_at", moment),
    Name("langfuse.observation.model.name", "model"),
    Name("langfuse.observation.model.parameters", "all_parameters", json_object),
    Name(USAGE, "usage", json_object, "details"),
    Name(COST, "cost_usd", cost_of_details),
    Name("langfuse.observation.prompt.name", "prompt_name"),
    Name("langfuse.observation.prompt.version", "prompt_version", version_number),
    Name("langfuse.trace.name", "trace_name"),
    Name("langfuse.user.id", "user_id"),
    Name("langfuse.session.id", "session_id"),
    Name("langfuse.trace.tags", "tags", tags),
    Name("langfuse.environment", "environment", environment),
    Name("deployment.environment.name", "environment", environment),
    Name("deployment.environment", "environment", environment),
    Name("langfuse.release", "release"),
    Name("langfuse.observation.input", "input", said),
    Name("langfuse.observation.output", "output", said),
]
OF_TRACE = [
    Name("langfuse.trace.input", "input", said),
    Name("langfuse.trace.output", "output", said),
]
"""What SDKs up to 4 write on the root; believed when nothing else is said."""
OF_RESOURCE = [name for name in NAMES if name.place in {"environment", "release"}] + [
    Name("user.id", "user_id", label),
    Name("session.id", "session_id", label),
]


def quotes_metadata(scope: Scope, resource: dict[str, Any]) -> bool:
    """Python's SDK writes every value of metadata as JSON text since version 5, JavaScript's
    does not, whose scope has the same name.
    """
    major = scope.version.split(".")[0]
    is_newer = scope.name == "langfuse-sdk" and major.isdecimal() and int(major[:9]) >= 5
    return is_newer and resource.get("telemetry.sdk.language", "python") == "python"


def unquote_metadata(found: Found, truncated: list[str]) -> None:
    for name, value in found.rest.items():
        if name.startswith(METADATA):
            found.rest[name] = bounded_json(value, truncated, name)


def settle(found: Found, sent: Sent) -> None:
    """Counts and costs that have no field stay readable."""
    attributes = sent.attributes
    details = found.parts.get("usage", {}).get("details")
    if details and USAGE in attributes and says_more(details):
        found.rest[USAGE] = bounded_json(attributes[USAGE], sent.truncated, USAGE)
    if found.won.get("cost_usd") == COST:
        costs = bounded_json(attributes[COST], sent.truncated, COST)
        if len(costs) > 1:
            found.rest[COST] = costs
