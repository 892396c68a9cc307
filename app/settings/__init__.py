"""Every environment variable, read once, into one frozen object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Self

from dotenv import dotenv_values

from app.allow_list import AllowList
from app.group_roles import GroupRole
from app.settings.secret_files import secret, secret_list
from app.settings.single_sign_on import read_single_sign_on
from app.settings.values import SettingsError as SettingsError
from app.settings.values import (
    address,
    allow_list,
    choice,
    named_origins,
    networks,
    number,
    origin,
    size,
    switch,
)

ENVIRONMENTS = ("development", "production")
LOG_FORMATS = ("text", "json")
OTLP_BYTES, OTLP_UNPACKED_BYTES = 16 * 2**20, 64 * 2**20
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


@dataclass(frozen=True)
class Settings:
    """What a process of Promptside runs with. Made by `from_env`; tests make their own."""

    secret_key: str = field(repr=False)
    proxy_secret: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)
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
    otlp_max_bytes: int = OTLP_BYTES
    otlp_max_unpacked_bytes: int = OTLP_UNPACKED_BYTES
    docs_public: bool = True
    accept_echo: bool = False
    outbound_allowed: AllowList = field(default_factory=AllowList)
    log_level: str = "info"
    log_format: str = "text"
    cors_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    admin_email: str | None = None
    admin_password: str | None = field(default=None, repr=False)
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: str | None = field(default=None, repr=False)
    oidc_name: str = ""
    oidc_scopes: str = "openid email profile"
    oidc_groups_claim: str = "groups"
    oidc_roles: tuple[GroupRole, ...] = ()
    oidc_sign_up: bool = False
    oidc_trust_email: bool = False
    password_sign_in: bool = True

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_embedded(self) -> bool:
        return self.database_url is None

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def https_only(self) -> bool:
        """Whether browsers may be told never to come by plain http again."""
        return self.is_production and self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment, and `.env` in the working directory for what it leaves out."""
        if environ is None:
            written = {k: v for k, v in dotenv_values(".env").items() if v is not None}
            environ = {**written, **os.environ}
        env = {key: value.strip() for key, value in environ.items() if value.strip()}
        environment = choice(env, "APP_ENV", "development", ENVIRONMENTS)
        data_dir = Path(env.get("DATA_DIR", "var")).absolute()
        port, api_port = ports(env)
        public_url = address(env, "PUBLIC_URL", f"http://localhost:{port}")
        production = environment == "production"
        return cls(
            environment=environment,
            data_dir=data_dir,
            host=env.get("HOST", "127.0.0.1"),
            port=port,
            api_port=api_port,
            public_url=public_url,
            allowed_origins=origins(env, public_url, port, api_port, production),
            secret_key=secret(env, "SECRET_KEY", data_dir / "secret-key", production),
            proxy_secret=secret(env, "PROXY_SECRET", data_dir / "proxy-secret", production),
            encryption_keys=secret_list(
                env, "ENCRYPTION_KEYS", data_dir / "encryption-key", production
            ),
            database_url=env.get("DATABASE_URL"),
            database_owner_url=env.get("DATABASE_OWNER_URL"),
            database_admin_url=env.get("DATABASE_ADMIN_URL"),
            db_pool_size=number(env, "DB_POOL_SIZE", 10),
            db_prepare=switch(env, "DB_PREPARE", True),
            web_workers=number(env, "WEB_WORKERS", 1),
            web_threads=number(env, "WEB_THREADS", 8),
            otlp_max_bytes=size(env, "OTLP_MAX_BYTES", OTLP_BYTES),
            otlp_max_unpacked_bytes=size(env, "OTLP_MAX_UNPACKED_BYTES", OTLP_UNPACKED_BYTES),
            docs_public=switch(env, "DOCS_PUBLIC", True),
            accept_echo=switch(env, "ACCEPT_ECHO", False),
            outbound_allowed=allow_list(env, "OUTBOUND_ALLOWED"),
            log_level=choice(env, "LOG_LEVEL", "info", LOG_LEVELS),
            log_format=choice(env, "LOG_FORMAT", "json" if production else "text", LOG_FORMATS),
            cors_origins=named_origins(env, "CORS_ORIGINS"),
            trusted_proxies=networks(env, "TRUSTED_PROXIES"),
            admin_email=env.get("ADMIN_EMAIL"),
            admin_password=env.get("ADMIN_PASSWORD"),
            **read_single_sign_on(env, production),
        )


def ports(env: Mapping[str, str]) -> tuple[int, int]:
    port, api_port = number(env, "PORT", 3000), number(env, "API_PORT", 8000)
    if port == api_port:
        raise SettingsError(f"PORT and API_PORT are both {port}: set one of them to another port.")
    return port, api_port


def origins(
    env: Mapping[str, str], public_url: str, port: int, api_port: int, production: bool
) -> tuple[str, ...]:
    origins = list(named_origins(env, "ALLOWED_ORIGINS"))
    if not origins:
        origins = [origin("PUBLIC_URL", public_url)]
        hosts = () if production else ("localhost", "127.0.0.1")
        origins += [origin("PORT", f"http://{h}:{p}") for h in hosts for p in (port, api_port)]
    return tuple(dict.fromkeys(origins))
