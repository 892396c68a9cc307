"""Using a connection: where to call with which key, and a call that tries it out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from app.encryption import CannotDecrypt, Keyring
from app.errors import Conflict
from app.models import Connection
from app.providers import Completion, Endpoint, ProviderFailed, Request, stream
from app.services import policy
from app.services.connections.checks import check_model
from app.services.connections.read import by_id, by_name
from app.services.connections.write import record
from app.services.policy import ADMIN, READ, Caller
from app.settings import Settings

TRIAL_TIMEOUT_S = 10.0
GREETING = [{"role": "user", "content": "Answer with one word: OK"}]


class KeyIsUnreadable(Conflict):
    """Encrypted under a key that is not among the settings."""


def endpoint_of(
    caller: Caller, settings: Settings, name: str | None
) -> tuple[str, Endpoint, Connection]:
    """Provider, endpoint with its key, and the connection of that name, or the default one.

    The built-in connection has no row: it must not be added to the session.
    """
    policy.require(caller, READ)
    connection = by_name(caller, name)
    return connection.provider, endpoint(connection, settings), connection


def endpoint(connection: Connection, settings: Settings) -> Endpoint:
    return Endpoint(
        base_url=connection.base_url,
        api_key=key_of(connection, settings),
        allowed=settings.outbound_allowed,
        timeout_s=float(connection.timeout_s),
    )


def key_of(connection: Connection, settings: Settings) -> str | None:
    if connection.encrypted_key is None:
        return None
    try:
        return Keyring(settings.encryption_keys).decrypt(connection.encrypted_key)
    except CannotDecrypt as error:
        raise KeyIsUnreadable(
            f"The key of the connection {connection.name} cannot be decrypted: write it again,"
            " or ask an operator to put back the ENCRYPTION_KEYS it was saved under."
        ) from error


@dataclass(frozen=True)
class Trial:
    """A call that is ready to be made, when no transaction waits for it any more."""

    provider: str
    endpoint: Endpoint
    model: str | None


@dataclass(frozen=True)
class TriedOut:
    """`kind` and `message` say why not; `latency_ms` is until the first piece of an answer."""

    ok: bool
    latency_ms: float
    model: str | None = None
    kind: str | None = None
    message: str | None = None


def prepare_trial(
    caller: Caller, settings: Settings, connection_id: UUID, *, model: str | None = None
) -> Trial:
    policy.require(caller, ADMIN)
    if model is not None:
        check_model(model)
    connection = by_id(caller, connection_id)
    where = endpoint(connection, settings)
    record(caller, "connection.tested", connection)
    short = Endpoint(
        where.base_url, where.api_key, where.allowed, min(where.timeout_s, TRIAL_TIMEOUT_S)
    )
    return Trial(connection.provider, short, model or connection.default_model)


def carry_out(trial: Trial) -> TriedOut:
    """One short question, hung up on at the first piece of an answer. Ten seconds at most."""
    began = time.monotonic()
    answer = stream(trial.provider, trial.endpoint, Request(GREETING, trial.model))
    try:
        first = next(iter(answer))
    except ProviderFailed as error:
        return TriedOut(False, since(began), trial.model, error.kind, error.message)
    finally:
        answer.close()
    model = first.model if isinstance(first, Completion) else trial.model
    return TriedOut(True, since(began), model)


def since(began: float) -> float:
    return (time.monotonic() - began) * 1000
