"""The settings of single sign-on, `OIDC_…`, which hang together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app import group_roles
from app.group_roles import GroupRole
from app.settings.values import SettingsError, origin, switch

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def read_single_sign_on(env: Mapping[str, str], production: bool) -> dict[str, Any]:
    """Field of `Settings` → value."""
    issuer = _issuer(env, production)
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": _client_id(env, issuer),
        "oidc_client_secret": env.get("OIDC_CLIENT_SECRET"),
        "oidc_name": env.get("OIDC_NAME", urlsplit(issuer or "").hostname or ""),
        "oidc_scopes": _scopes(env),
        "oidc_groups_claim": env.get("OIDC_GROUPS_CLAIM", "groups"),
        "oidc_roles": _group_roles(env),
        "oidc_sign_up": switch(env, "OIDC_SIGN_UP", False),
        "oidc_trust_email": switch(env, "OIDC_TRUST_EMAIL", False),
        "password_sign_in": _password_sign_in(env, issuer),
    }


def _issuer(env: Mapping[str, str], production: bool) -> str | None:
    """As it is written: a provider is known by its exact name, a closing slash included."""
    issuer = env.get("OIDC_ISSUER")
    if issuer is None:
        return None
    origin("OIDC_ISSUER", issuer)
    parts = urlsplit(issuer)
    if production and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingsError("OIDC_ISSUER must begin with https:// in production.")
    return issuer


def _client_id(env: Mapping[str, str], issuer: str | None) -> str:
    if issuer and not env.get("OIDC_CLIENT_ID"):
        raise SettingsError("OIDC_CLIENT_ID is required with OIDC_ISSUER: the provider gave it.")
    return env.get("OIDC_CLIENT_ID", "")


def _scopes(env: Mapping[str, str]) -> str:
    scopes = env.get("OIDC_SCOPES", "openid email profile").replace(",", " ").split()
    if "openid" not in scopes:
        raise SettingsError(
            "OIDC_SCOPES must contain `openid`, for example `openid email profile`."
        )
    return " ".join(scopes)


def _group_roles(env: Mapping[str, str]) -> tuple[GroupRole, ...]:
    try:
        return tuple(group_roles.parse(env.get("OIDC_ROLES", "")))
    except ValueError as error:
        raise SettingsError(
            f"OIDC_ROLES: write `group=project:role` or `group=operator`, not {str(error)!r};"
            f" a role is one of {', '.join(group_roles.ROLES)}."
        ) from error


def _password_sign_in(env: Mapping[str, str], issuer: str | None) -> bool:
    allowed = switch(env, "PASSWORD_SIGN_IN", True)
    if not allowed and not issuer:
        raise SettingsError(
            "PASSWORD_SIGN_IN is off, but no OIDC_ISSUER is set, so nobody could sign in:"
            " set OIDC_ISSUER, or turn PASSWORD_SIGN_IN on."
        )
    return allowed
