"""Sending somebody to the provider, and believing who comes back."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from app.oidc.begun import Begun
from app.oidc.claims import MISSING, Claimed, claimed, look_up
from app.oidc.documents import TIMEOUT_S, Documents
from app.oidc.refusals import (
    CodeRefused,
    ProviderRefused,
    StateDiffers,
    TokenRefused,
    WrongIssuer,
)
from app.oidc.tokens import verified
from app.settings import Settings

CALLBACK = "/api/oidc/callback"
AGAIN = "Begin the sign-in again."


@dataclass(frozen=True)
class Provider:
    """The one provider of an installation, for all threads."""

    settings: Settings
    documents: Documents

    @property
    def name(self) -> str:
        return self.documents.name

    def begin(self) -> tuple[str, Begun]:
        """The address to send somebody to."""
        begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
        metadata = self.documents.metadata()
        with self.client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        return str(address), begun

    def finish(self, answer: Mapping[str, str], begun: Begun) -> Claimed:
        """Who came back, from the parameters of the address they were sent to."""
        metadata = self.documents.metadata()
        code = self.code_in(answer, begun, metadata)
        token = self.exchange(code, begun, metadata)
        claims = verified(token, self.documents, self.settings.oidc_client_id, begun.nonce)
        if self.lacks(claims):
            claims = {**self.userinfo(token, claims, metadata), **claims}
        return claimed(
            claims,
            self.documents.issuer,
            self.settings.oidc_groups_claim,
            trust_email=self.settings.oidc_trust_email,
        )

    def code_in(self, answer: Mapping[str, str], begun: Begun, metadata: dict[str, Any]) -> str:
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise StateDiffers(f"This answer belongs to another sign-in than yours. {AGAIN}")
        # RFC 9207: an answer names who gave it.
        promised = metadata.get("authorization_response_iss_parameter_supported") is True
        issuer = answer.get("iss", None if promised else self.documents.issuer)
        if issuer != self.documents.issuer:
            raise WrongIssuer(f"This answer comes from another provider. {AGAIN}")
        if "error" in answer or not answer.get("code"):
            raise ProviderRefused(f"{self.name} did not sign you in. {AGAIN}")
        return answer["code"]

    def exchange(self, code: str, begun: Begun, metadata: dict[str, Any]) -> dict[str, Any]:
        try:
            with self.documents.patience(), self.client(metadata) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    code_verifier=begun.verifier,
                    grant_type="authorization_code",
                    allow_redirects=False,
                )
                return dict(token)
        except OAuthError as error:
            if error.error in ("invalid_grant", "access_denied"):
                raise CodeRefused(
                    f"{self.name} does not accept this sign-in any more. {AGAIN}"
                ) from error
            raise self.documents.unusable(
                f"its token endpoint says {str(error.error)[:60]!r} to our client id and secret"
            ) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise self.documents.unusable("its token endpoint does not answer in JSON") from error

    def lacks(self, claims: Mapping[str, Any]) -> bool:
        """Whether something is missing that the provider may tell at its other place."""
        groups = look_up(claims, self.settings.oidc_groups_claim)
        return "email" not in claims or (bool(self.settings.oidc_roles) and groups is MISSING)

    def userinfo(
        self, token: dict[str, Any], claims: dict[str, Any], metadata: dict[str, Any]
    ) -> dict[str, Any]:
        address, access_token = metadata.get("userinfo_endpoint"), token.get("access_token")
        if not address or not access_token:
            return {}
        found = self.documents.get(str(address), str(access_token))
        if found.get("sub") != claims["sub"]:
            raise TokenRefused(f"{self.name} tells of somebody else than it signed in. {AGAIN}")
        return found

    def client(self, metadata: dict[str, Any]) -> OAuth2Session:
        settings = self.settings
        return OAuth2Session(
            settings.oidc_client_id,
            settings.oidc_client_secret,
            token_endpoint_auth_method=self.way_to_prove(metadata),
            scope=settings.oidc_scopes,
            redirect_uri=settings.public_url + CALLBACK,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )

    def way_to_prove(self, metadata: dict[str, Any]) -> str:
        """How we show the client's secret, if there is one."""
        if not self.settings.oidc_client_secret:
            return "none"
        known = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        is_post = "client_secret_basic" not in known and "client_secret_post" in known
        return "client_secret_post" if is_post else "client_secret_basic"
