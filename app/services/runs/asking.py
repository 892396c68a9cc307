"""Asking for a run: which version, filled in with what, by which connection."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from app.db import db, now, uuid7
from app.models import Connection, Prompt, PromptVersion, Run
from app.models.runs import QUEUED
from app.rendering import Messages
from app.services import policy, prompts
from app.services.access.names import put_authors
from app.services.connections.read import by_name
from app.services.pointers import PRODUCTION, check_labels
from app.services.policy import Caller
from app.services.prompts.checks import Checks
from app.services.runs.checks import VALUES_BYTES, checked_body, checked_context, fill_in
from app.services.runs.describing import describe
from app.services.serving import NoActiveVersion


def create_run(
    caller: Caller,
    *,
    prompt_name: str | None = None,
    label: str | None = None,
    version: int | None = None,
    content: str | None = None,
    messages: Messages | None = None,
    variables: dict[str, Any] | None = None,
    connection: str | None = None,
    parameters: dict[str, Any] | None = None,
    source: str = "api",
    group_id: UUID | None = None,
    **context: Any,
) -> Run:
    """A run that waits for a worker, of a prompt's version or of a draft.

    `parameters` replace those of the version, all of them. The queue is to be told of it after
    the commit; if it is not, workers find it all the same, a few seconds later.
    """
    policy.require(caller, policy.WRITE)
    checks = Checks()
    columns = checked_context(checks, context)
    checks.parameters(parameters)
    checks.size("input", variables, VALUES_BYTES, "4 MiB")
    if prompt_name is None:
        columns["messages"] = checked_body(checks, content, messages)
        checks.done()
    else:
        checks.done()
        found = resolve(caller, prompt_name, label, version)
        columns |= of_version(*found, label or (PRODUCTION if version is None else None))
        parameters = found[1].parameters if parameters is None else parameters
    columns["messages"] = fill_in(columns["messages"], variables or {})
    run = Run(
        id=uuid7(),
        project_id=caller.project_id,
        status=QUEUED,
        source=source,
        parameters=parameters,
        variables=variables,
        trace_id=uuid4(),
        group_id=group_id,
        created_at=(moment := now()),
        due_at=moment,
        created_by=caller.actor,
        **reached_by(by_name(caller, connection), parameters or {}),
        **columns,
    )
    describe(run)
    db.session.add(run)
    db.session.flush()
    put_authors([run])
    return run


def resolve(
    caller: Caller, name: str, label: str | None, version: int | None
) -> tuple[Prompt, PromptVersion]:
    """The version a number or a label names now; `production` if neither is given."""
    prompt = prompts.find_prompt(caller, name)
    if version is None:
        check_labels([label or PRODUCTION], "json", "label")
        version = prompt.labels.get(label or PRODUCTION)
    if version is None:
        raise NoActiveVersion(
            f"{name} has no active version; activate one (the newest is"
            f" {prompt.latest_version}), or run `label: latest`.",
            latest_version=prompt.latest_version,
        )
    return prompt, prompts.get_versions(caller, prompt, [version])[0]


def of_version(prompt: Prompt, version: PromptVersion, label: str | None) -> dict[str, Any]:
    return {
        "prompt_id": prompt.id,
        "prompt_name": prompt.name,
        "prompt_version": version.version,
        "label": label,
        "messages": version.content if version.messages is None else version.messages,
    }


def reached_by(connection: Connection, parameters: dict[str, Any]) -> dict[str, Any]:
    """By what it is run; the model is the one asked for until the answer names it."""
    model = parameters.get("model")
    return {
        "connection": connection.name,
        "provider": connection.provider,
        "model": model if isinstance(model, str) else connection.default_model,
    }
