"""Why a provider's answer does not sign anybody in."""

from __future__ import annotations

from app.errors import Unauthenticated, UpstreamFailed


class ProviderAway(UpstreamFailed):
    """It does not answer, or not in time."""


class ProviderUnusable(UpstreamFailed):
    """It answers, but not as a provider that is set up for us would."""


class ProviderRefused(Unauthenticated):
    """It sent the person back without signing them in."""


class StateDiffers(Unauthenticated):
    """The answer belongs to another sign-in than the one this browser began."""


class CodeRefused(Unauthenticated):
    """The code was used before, has expired, or was never given to us."""


class TokenRefused(Unauthenticated):
    """The provider's statement cannot be believed."""


class WrongSignature(TokenRefused):
    """Not signed by a key of the provider."""


class WrongIssuer(TokenRefused):
    """A statement of somebody else."""


class WrongAudience(TokenRefused):
    """A statement made for another application."""


class WrongNonce(TokenRefused):
    """A statement made for another sign-in."""


class WrongTime(TokenRefused):
    """Expired, or from the future: clocks differ."""
