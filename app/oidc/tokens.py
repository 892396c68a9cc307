"""Whether an id_token may be believed: OpenID Connect Core 1.0, 3.1.3.7."""

from __future__ import annotations

import hmac
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from app.oidc.documents import Documents
from app.oidc.refusals import (
    TokenRefused,
    WrongAudience,
    WrongIssuer,
    WrongNonce,
    WrongSignature,
    WrongTime,
)

# Neither `none` nor HS256: whoever knows the client's secret, or nothing, could sign those.
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
ALGORITHMS += ["EdDSA", "Ed25519"]
LEEWAY_S = 60
MOST_SUBJECT = 255

KINDS: dict[str, tuple[type[TokenRefused], str]] = {
    "iss": (WrongIssuer, "was issued by somebody else"),
    "aud": (WrongAudience, "was made for another application"),
    "azp": (WrongAudience, "was made for another application"),
    "nonce": (WrongNonce, "was made for another sign-in"),
    "exp": (WrongTime, "has expired"),
    "iat": (WrongTime, "comes from the future"),
    "nbf": (WrongTime, "comes from the future"),
}
ADVICE = {
    WrongTime: "Compare the clocks of this server and of the provider, then begin again.",
    WrongNonce: "Begin the sign-in again.",
}


def verified(
    token: dict[str, Any], documents: Documents, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of the id_token in a token answer, all checked."""
    decoded = decode(str(token.get("id_token") or ""), documents)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "value": documents.issuer},
            "aud": {"essential": True, "value": client_id},
            "sub": {"essential": True},
        },
        {"client_id": client_id, "access_token": token.get("access_token")},
    )
    try:
        claims.validate(leeway=LEEWAY_S)
    except ExpiredTokenError as error:
        raise refusal("exp") from error
    except ClaimError as error:
        raise refusal(error.claim) from error
    if len(claims["sub"]) > MOST_SUBJECT or not claims["sub"].isprintable():
        raise refusal("sub")
    check_nonce(claims, nonce)
    return dict(claims)


def check_nonce(claims: dict[str, Any], nonce: str) -> None:
    """Here, since Authlib lets a token pass when no nonce is expected."""
    given = str(claims.get("nonce", ""))
    if not nonce or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise refusal("nonce")


def decode(id_token: str, documents: Documents) -> jwt.Token:
    """With a key of the provider's. One we never heard of makes us ask once for its newest."""
    try:
        try:
            return decoded_by(documents.keys(), id_token)
        except InvalidKeyIdError:
            return decoded_by(documents.keys(anew=True), id_token)
    except (JoseError, ValueError, TypeError) as error:
        raise WrongSignature(
            "The provider's statement is not signed by one of its keys. Begin the sign-in again,"
            " and if that does not help, tell whoever runs this installation."
        ) from error


def decoded_by(keys: Any, id_token: str) -> jwt.Token:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.decode(id_token, keys, algorithms=ALGORITHMS, registry=registry)


def refusal(claim: str) -> TokenRefused:
    kind, what = KINDS.get(claim, (TokenRefused, f"has no valid `{claim}`"))
    advice = ADVICE.get(kind, "Tell whoever runs this installation.")
    return kind(f"The provider's statement about you {what}. {advice}")
