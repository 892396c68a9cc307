"""Every environment variable, read once, into one frozen object."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dotenv import dotenv_values

MIN_SECRET_LENGTH = 32
ENVIRONMENTS = ("development", "production")
DEFAULT_PORTS = {"http": 80, "https": 443}
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


class SettingsError(SystemExit):
    """A setting is missing or makes no sense; the message says which and what to write.

    Ends whatever program was starting, with its message instead of a traceback.
    """


@dataclass(frozen=True)
class Settings:
    """What a process of Promptside runs with. Made by `from_env`; tests make their own."""

    secret_key: str = field(repr=False)
    proxy_secret: str = field(repr=False)
    environment: str = "development"
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 3000
    api_port: int = 8000
    public_url: str = "http://localhost:3000"
    allowed_origins: tuple[str, ...] = ()
    database_url: str | None = field(default=None, repr=False)
    database_owner_url: str | None = field(default=None, repr=False)
    database_admin_url: str | None = field(default=None, repr=False)
    db_pool_size: int = 10
    db_prepare: bool = True
    web_workers: int = 1
    web_threads: int = 8
    docs_public: bool = True
    log_level: str = "info"
    admin_email: str | None = None
    admin_password: str | None = field(default=None, repr=False)

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_embedded(self) -> bool:
        return self.database_url is None

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment, and `.env` in the working directory for what it leaves out."""
        if environ is None:
            written = {k: v for k, v in dotenv_values(".env").items() if v is not None}
            environ = {**written, **os.environ}
        env = {key: value.strip() for key, value in environ.items() if value.strip()}
        environment = _choice(env, "APP_ENV", "development", ENVIRONMENTS)
        data_dir = Path(env.get("DATA_DIR", "var")).absolute()
        port, api_port = _ports(env)
        public_url = _address(env, "PUBLIC_URL", f"http://localhost:{port}")
        production = environment == "production"
        return cls(
            environment=environment,
            data_dir=data_dir,
            host=env.get("HOST", "127.0.0.1"),
            port=port,
            api_port=api_port,
            public_url=public_url,
            allowed_origins=_origins(env, public_url, port, api_port, production),
            secret_key=_secret(env, "SECRET_KEY", data_dir / "secret-key", production),
            proxy_secret=_secret(env, "PROXY_SECRET", data_dir / "proxy-secret", production),
            database_url=env.get("DATABASE_URL"),
            database_owner_url=env.get("DATABASE_OWNER_URL"),
            database_admin_url=env.get("DATABASE_ADMIN_URL"),
            db_pool_size=_number(env, "DB_POOL_SIZE", 10),
            db_prepare=_switch(env, "DB_PREPARE", True),
            web_workers=_number(env, "WEB_WORKERS", 1),
            web_threads=_number(env, "WEB_THREADS", 8),
            docs_public=_switch(env, "DOCS_PUBLIC", True),
            log_level=_choice(env, "LOG_LEVEL", "info", LOG_LEVELS),
            admin_email=env.get("ADMIN_EMAIL"),
            admin_password=env.get("ADMIN_PASSWORD"),
        )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise SettingsError(f"{name} must be a whole number from 1 to 65535, not {value!r}.")
    return int(value)


def _ports(env: Mapping[str, str]) -> tuple[int, int]:
    port, api_port = _number(env, "PORT", 3000), _number(env, "API_PORT", 8000)
    if port == api_port:
        raise SettingsError(f"PORT and API_PORT are both {port}: set one of them to another port.")
    return port, api_port


def _choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, default).lower()
    if value not in choices:
        raise SettingsError(f"{name} is one of {', '.join(choices)}, not {value!r}.")
    return value


def _switch(env: Mapping[str, str], name: str, default: bool) -> bool:
    words = {"1": True, "on": True, "true": True, "0": False, "off": False, "false": False}
    value = env.get(name, "on" if default else "off").lower()
    if value not in words:
        raise SettingsError(f"{name} is switched by `on` or `off`, not {value!r}.")
    return words[value]


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    """Without a closing slash, its origin as browsers write it."""
    value = env.get(name, default)
    return _origin(name, value) + urlsplit(value).path.rstrip("/")


def _origin(name: str, value: str) -> str:
    """Host in lower case, and no port that the scheme implies."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in DEFAULT_PORTS:
        raise SettingsError(f"{name} is an address such as https://example.com, not {value!r}.")
    host = f"[{host}]" if ":" in host else host
    is_implied = port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" + ("" if is_implied else f":{port}")


def _origins(
    env: Mapping[str, str], public_url: str, port: int, api_port: int, production: bool
) -> tuple[str, ...]:
    named = [origin.strip() for origin in env.get("ALLOWED_ORIGINS", "").split(",")]
    origins = [_origin("ALLOWED_ORIGINS", origin) for origin in named if origin]
    if not origins:
        origins = [_origin("PUBLIC_URL", public_url)]
        hosts = () if production else ("localhost", "127.0.0.1")
        origins += [_origin("PORT", f"http://{h}:{p}") for h in hosts for p in (port, api_port)]
    return tuple(dict.fromkeys(origins))


def _secret(env: Mapping[str, str], name: str, path: Path, production: bool) -> str:
    """From the environment; else, outside production, a file made once with mode 0600."""
    if value := env.get(name):
        if len(value) < MIN_SECRET_LENGTH:
            raise SettingsError(
                f"{name} is too short: write at least {MIN_SECRET_LENGTH} random characters."
            )
        return value
    if production:
        raise SettingsError(f"{name} is required in production: set it to a long random value.")
    try:
        return _kept_secret(path)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be used ({error.strerror}): start as the user it belongs to,"
            " or set DATA_DIR to a directory of your own."
        ) from error


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
