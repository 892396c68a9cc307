"""Secrets: from the environment, else made once and kept in `DATA_DIR`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from app.settings.values import SettingsError

MIN_SECRET_LENGTH = 32


def secret(env: Mapping[str, str], name: str, path: Path, production: bool) -> str:
    """From the environment; else, outside production, a file made once with mode 0600."""
    if value := env.get(name):
        return _long_enough(name, value)
    if production:
        raise SettingsError(f"{name} is required in production: set it to a long random value.")
    try:
        return _kept_secret(path)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be used ({error.strerror}): start as the user it belongs to,"
            " or set DATA_DIR to a directory of your own."
        ) from error


def secret_list(env: Mapping[str, str], name: str, path: Path, production: bool) -> tuple[str, ...]:
    """The same for several by commas, the newest first."""
    written = [one.strip() for one in env.get(name, "").split(",")]
    if given := [one for one in written if one]:
        return tuple(_long_enough(name, one) for one in given)
    return (secret({}, name, path, production),)


def _long_enough(name: str, value: str) -> str:
    if len(value) < MIN_SECRET_LENGTH:
        raise SettingsError(
            f"{name} is too short: write at least {MIN_SECRET_LENGTH} random characters."
        )
    return value


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        _make_secret(path)
    secret = path.read_text(errors="replace").strip()
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingsError(
            f"{path} holds less than {MIN_SECRET_LENGTH} characters: put back what it held,"
            " or remove it, and the next start makes a new one."
        )
    return secret


def _make_secret(path: Path) -> None:
    # Written aside and linked into place, so that processes starting together agree on one,
    # and that a power cut leaves a whole one or none.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(draft, "x", opener=_private) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
