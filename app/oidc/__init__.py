"""Signing in by an OpenID Connect provider: the protocol alone, without database or requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.oidc.begun import Begun
from app.oidc.claims import Claimed
from app.settings import Settings

if TYPE_CHECKING:
    from app.oidc.provider import Provider

__all__ = ["Begun", "Claimed", "provider_of"]


def provider_of(settings: Settings) -> Provider | None:
    """The one that the settings name, if any."""
    if settings.oidc_issuer is None:
        return None
    # What it needs takes a fifth of a process's start, which only those pay who have a provider.
    from app.oidc.documents import Documents
    from app.oidc.provider import Provider

    issuer = settings.oidc_issuer
    return Provider(settings, Documents(issuer, settings.oidc_name or issuer))
