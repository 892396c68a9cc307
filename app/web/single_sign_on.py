"""What the doors share of signing in by a provider: a browser's flow, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Flask, Response, current_app, redirect, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.errors import DomainError, Forbidden, NotFound, Unauthenticated
from app.oidc import Begun, provider_of
from app.settings import Settings
from app.web.cookies import clear_cookie, set_cookie

if TYPE_CHECKING:
    from app.oidc.provider import Provider

FLOW_SECONDS = 10 * 60
HOME = "/prompts"
MOST_BYTES = 500
"""A longer way back would not fit a cookie."""

REFUSALS = {
    "account_is_deactivated": "Your account is deactivated; ask an operator to reactivate it.",
    "address_is_taken": "The account with your e-mail address belongs to somebody else at the"
    " provider; ask an operator to link it to you.",
    "address_missing": "The provider did not tell your e-mail address; ask whoever runs it to"
    " release it to Promptside.",
    "address_not_verified": "The provider does not say that your e-mail address is verified;"
    " verify it there, or ask an operator to link your account.",
    "code_refused": "This sign-in was used or has expired; begin again.",
    "groups_left_out": "The provider did not list all of your groups; ask whoever runs it to send"
    " only those that matter here.",
    "no_account_here": "You have no account here yet; ask an operator to make you one.",
    "operator_not_linked": "Your address is an operator's, which an address alone does not open;"
    " link the account with `flask users link` on the server.",
    "provider_away": "The provider does not answer; try again in a moment.",
    "provider_refused": "The provider did not sign you in; begin again.",
    "provider_unusable": "The provider is not set up for Promptside; whoever runs this"
    " installation finds the reason in its log.",
    "sign_in_lost": "This sign-in took too long or began at another address; begin again here.",
    "state_differs": "This sign-in belongs to another window; begin again.",
    "token_refused": "The provider's answer cannot be believed; tell whoever runs this"
    " installation.",
    "too_many_failures": "Too many refused sign-ins; wait a quarter of an hour, then try again.",
    "wrong_audience": "The provider's answer was made for another application; tell whoever runs"
    " this installation.",
    "wrong_issuer": "The answer comes from another provider; begin again, and if that does not"
    " help, tell whoever runs this installation.",
    "wrong_nonce": "The provider's answer belongs to another sign-in; begin again.",
    "wrong_signature": "The provider's answer is not signed by the provider; begin again, and if"
    " that does not help, tell whoever runs this installation.",
    "wrong_time": "The provider's answer has expired or comes from the future; the clocks of both"
    " servers need to be compared.",
}
"""By code, what a sign-in page says. The pages have the same in `refusals.ts`."""

OTHER_REFUSAL = "Begin again."


class SingleSignOnIsOff(NotFound):
    """No provider is set."""


class SignInLost(Unauthenticated):
    """The browser brings nothing back that it was given when the sign-in began."""


class PasswordSignInOff(Forbidden):
    """Only the provider signs people in."""


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["oidc"] = provider_of(settings)
    app.jinja_env.globals["sign_on"] = lambda: app.extensions["oidc"]
    app.jinja_env.globals["password_sign_in"] = lambda: settings.password_sign_in


def find_provider() -> Provider | None:
    return current_app.extensions["oidc"]


def get_provider() -> Provider:
    if (provider := find_provider()) is None:
        raise SingleSignOnIsOff("There is no single sign-on here; set OIDC_ISSUER to have it.")
    return provider


def require_password_sign_in(settings: Settings) -> None:
    if not settings.password_sign_in:
        name = get_provider().name
        raise PasswordSignInOff(f"Passwords do not sign in here; sign in with {name} instead.")


def flow_cookie(settings: Settings) -> str:
    return "__Host-promptside_oidc" if settings.secure_cookies else "promptside_oidc"


def keep_flow(response: Response, begun: Begun, back: str, settings: Settings) -> None:
    kept = signer(settings).dumps([*begun, back])
    set_cookie(response, flow_cookie(settings), kept, FLOW_SECONDS, settings)


def take_flow(settings: Settings) -> tuple[Begun, str] | None:
    """What this browser began within the last ten minutes."""
    try:
        kept = request.cookies.get(flow_cookie(settings), "")
        *begun, back = signer(settings).loads(kept, max_age=FLOW_SECONDS)
        return Begun(*begun), back
    except (BadData, ValueError, TypeError):
        return None


def forget_flow(response: Response, settings: Settings) -> None:
    clear_cookie(response, flow_cookie(settings), settings)


def signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="oidc flow")


def way_back(address: str | None) -> str:
    """A path of this site, whatever was asked for: never an address that leads elsewhere."""
    address = address or ""
    path = address.partition("?")[0].partition("#")[0]
    is_plain = address.isprintable() and len(address.encode(errors="replace")) <= MOST_BYTES
    is_here = path.startswith("/") and "//" not in path and "\\" not in address
    # `/./` and `/../` vanish on the way, and might leave two slashes behind.
    is_here = is_here and not {".", ".."} & set(path.lower().replace("%2e", ".").split("/"))
    return address if is_plain and is_here else HOME


def back_to_sign_in(error: DomainError, back: str) -> Response:
    """The sign-in page that somebody came from, told why by a code."""
    page = "/admin/sign-in" if back.startswith("/admin") else "/sign-in"
    query = {"refused": error.code, "next": back}
    return redirect(f"{page}?{urlencode(query)}")  # type: ignore[return-value]


def refusal_words(code: str | None) -> str:
    return REFUSALS.get(code, OTHER_REFUSAL) if code else ""


def is_browser() -> bool:
    return "text/html" in request.headers.get("Accept", "")
