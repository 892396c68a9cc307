"""What a provider says of a person, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MISSING = object()


@dataclass(frozen=True)
class Claimed:
    """A person as their provider knows them. `groups` is None if it would not list them all."""

    issuer: str
    subject: str
    email: str | None = None
    is_verified: bool = False
    name: str = ""
    groups: frozenset[str] | None = frozenset()


def claimed(
    claims: Mapping[str, Any], issuer: str, groups_claim: str, *, trust_email: bool
) -> Claimed:
    email = text(claims.get("email"))
    named = (text(claims.get(claim)) for claim in ("name", "preferred_username", "nickname"))
    name = next((name for name in named if name), None) or (email or "").partition("@")[0]
    verified = claims.get("email_verified", trust_email)
    return Claimed(
        issuer=issuer,
        subject=str(claims["sub"]),
        email=email,
        # Some providers write it as text.
        is_verified=verified is True or verified == "true",
        name=name[:200],
        groups=groups_in(claims, groups_claim),
    )


def text(value: Any) -> str | None:
    """Nothing but text, without what no column of ours stores."""
    return value.replace("\0", "").strip() or None if isinstance(value, str) else None


def groups_in(claims: Mapping[str, Any], claim: str) -> frozenset[str] | None:
    """No claim means no groups, since providers leave out an empty list.

    But one that is said to be elsewhere (Core 1.0, 5.6.2) holds groups nobody told us of.
    """
    found = look_up(claims, claim)
    if found is MISSING:
        elsewhere = claims.get("_claim_names")
        is_elsewhere = isinstance(elsewhere, dict) and claim in elsewhere
        return None if is_elsewhere or claims.get("hasgroups") else frozenset()
    if isinstance(found, str):
        return frozenset([found])
    return (
        frozenset(group for group in found if isinstance(group, str))
        if isinstance(found, list)
        else frozenset()
    )


def look_up(claims: Mapping[str, Any], claim: str) -> Any:
    """A claim by its name, or by a path such as `realm_access.roles`."""
    if claim in claims:
        return claims[claim]
    found: Any = claims
    for step in claim.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return MISSING
        found = found[step]
    return found
