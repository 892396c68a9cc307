"""A provider's answer: believed if all of it is right, else refused by what is wrong with it."""

import threading
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from app.group_roles import GroupRole
from app.oidc import provider_of, refusals
from app.settings import Settings
from tests.databases import SECRET
from tests.live import free_port
from tests.sign_on_providers import CLIENT_ID, CLIENT_SECRET, at, own_provider


@pytest.fixture
def own():
    with own_provider() as provider:
        yield provider


def ours(issuer, **changed):
    settings = Settings(secret_key=SECRET, proxy_secret=SECRET, **at(issuer, **changed))
    return provider_of(settings)


def signed_in(own, provider=None, **answer):
    """The whole way: to the provider, back, and the code exchanged for who it is."""
    provider = provider or ours(own.issuer)
    address, begun = provider.begin()
    return provider.finish({**own.answer(address), **answer}, begun)


def test_somebody_is_who_the_provider_says(own):
    own.claims = {"groups": ["staff", "it"]}

    claimed = signed_in(own)

    assert (claimed.issuer, claimed.subject) == (own.issuer, "ada-at-sso")
    assert (claimed.email, claimed.is_verified, claimed.name) == ("ada@example.com", True, "Ada")
    assert claimed.groups == {"staff", "it"}


def test_it_asks_for_a_code_with_a_state_a_nonce_and_a_challenge(own):
    address, begun = ours(own.issuer).begin()

    query = dict(parse_qsl(urlsplit(address).query))
    assert (query["state"], query["nonce"]) == (begun.state, begun.nonce)
    assert query["code_challenge_method"] == "S256"
    assert query["code_challenge"] != begun.verifier
    assert query["redirect_uri"] == "http://localhost:3000/api/oidc/callback"
    assert query["scope"] == "openid email profile"
    assert begun.verifier not in address
    assert len({*begun}) == 3


def test_no_two_sign_ins_have_anything_in_common(own):
    provider = ours(own.issuer)

    assert not {*provider.begin()[1]} & {*provider.begin()[1]}


def test_addresses_and_keys_are_fetched_once_for_many(own):
    provider = ours(own.issuer)
    for _ in range(3):
        signed_in(own, provider)

    assert own.asked.count("/.well-known/openid-configuration") == 1
    assert own.asked.count("/jwks") == 1


def test_nothing_is_asked_before_somebody_signs_in(own):
    ours(own.issuer)

    assert own.asked == []


NOW = time.time()


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"nonce": "another"}, "WrongNonce"),
        ({"nonce": None}, "WrongNonce"),
        ({"iss": "https://evil.example"}, "WrongIssuer"),
        ({"iss": None}, "WrongIssuer"),
        ({"aud": "another-application"}, "WrongAudience"),
        ({"aud": ["another-application"]}, "WrongAudience"),
        ({"aud": [CLIENT_ID, "another-application"]}, "WrongAudience"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "WrongAudience"),
        ({"azp": "another"}, "WrongAudience"),
        ({"aud": None}, "WrongAudience"),
        ({"exp": NOW - 100}, "WrongTime"),
        ({"exp": None}, "WrongTime"),
        ({"exp": "tomorrow"}, "WrongTime"),
        ({"iat": NOW + 3600, "exp": NOW + 7200}, "WrongTime"),
        ({"iat": None}, "WrongTime"),
        ({"nbf": NOW + 3600}, "WrongTime"),
        ({"sub": None}, "TokenRefused"),
        ({"sub": ""}, "TokenRefused"),
        ({"sub": 7}, "TokenRefused"),
        ({"sub": "x" * 256}, "TokenRefused"),
        ({"sub": "a\0b"}, "TokenRefused"),
        ({"at_hash": "of-another-access-token"}, "TokenRefused"),
    ],
)
def test_a_token_that_says_something_wrong_is_refused(own, claims, refusal):
    own.claims = claims

    with pytest.raises(refusals.TokenRefused) as caught:
        signed_in(own)

    assert type(caught.value).__name__ == refusal


def test_clocks_may_differ_by_a_minute(own):
    own.claims = {"iat": time.time() + 45, "exp": time.time() - 30}

    assert signed_in(own).subject == "ada-at-sso"


def test_a_token_for_several_is_ours_if_it_says_so(own):
    own.claims = {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}

    assert signed_in(own).subject == "ada-at-sso"


def test_a_token_signed_by_another_key_is_refused(own):
    own.published = [own.key]
    own.key = RSAKey.generate_key(2048, {"kid": "one"})

    with pytest.raises(refusals.WrongSignature):
        signed_in(own)


def test_a_key_nobody_published_is_asked_for_once(own):
    own.published = [own.key]
    own.key = RSAKey.generate_key(2048, {"kid": "two"})

    with pytest.raises(refusals.WrongSignature):
        signed_in(own)

    assert own.asked.count("/jwks") == 2


def test_a_new_key_is_learnt_when_it_is_needed(own):
    provider = ours(own.issuer)
    signed_in(own, provider)
    own.key = RSAKey.generate_key(2048, {"kid": "two"})

    assert signed_in(own, provider).subject == "ada-at-sso"
    assert own.asked.count("/jwks") == 2


@pytest.mark.parametrize("alg", ["HS256", "none"])
def test_what_anybody_could_sign_is_refused(own, alg):
    secret = OctKey.import_key(CLIENT_SECRET.ljust(32))
    claims = {"iss": own.issuer, "sub": "eve", "aud": CLIENT_ID}
    forged = jwt.encode({"alg": alg, "kid": "one"}, claims, secret, algorithms=[alg])
    own.id_token = lambda nonce: forged

    with pytest.raises(refusals.WrongSignature):
        signed_in(own)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", None, 7])
def test_what_is_no_token_is_refused(own, token):
    own.id_token = lambda nonce: token

    with pytest.raises(refusals.WrongSignature):
        signed_in(own)


def test_a_code_counts_once(own):
    provider = ours(own.issuer)
    address, begun = provider.begin()
    answer = own.answer(address)
    provider.finish(answer, begun)

    with pytest.raises(refusals.CodeRefused):
        provider.finish(answer, begun)


def test_a_stolen_code_is_of_no_use_to_another_browser(own):
    provider = ours(own.issuer)
    stolen = own.answer(provider.begin()[0])
    _, thief = provider.begin()

    with pytest.raises(refusals.CodeRefused):
        provider.finish({**stolen, "state": thief.state}, thief)


@pytest.mark.parametrize("state", ["another", "", "é"])
def test_an_answer_to_another_sign_in_is_refused_before_anything_is_asked(own, state):
    with pytest.raises(refusals.StateDiffers):
        signed_in(own, state=state)

    assert "/token" not in own.asked


def test_an_answer_by_another_provider_is_refused(own):
    with pytest.raises(refusals.WrongIssuer):
        signed_in(own, iss="https://evil.example")


def test_a_provider_that_promised_to_say_who_it_is_must(own):
    own.metadata = {"authorization_response_iss_parameter_supported": True}

    with pytest.raises(refusals.WrongIssuer):
        signed_in(own)
    assert signed_in(own, iss=own.issuer).subject == "ada-at-sso"


@pytest.mark.parametrize("answer", [{"error": "access_denied"}, {"code": ""}])
def test_somebody_the_provider_turns_away_is_not_signed_in(own, answer):
    with pytest.raises(refusals.ProviderRefused):
        signed_in(own, **answer)

    assert "/token" not in own.asked


def test_a_provider_that_is_not_there_is_away():
    with pytest.raises(refusals.ProviderAway) as caught:
        ours(f"http://127.0.0.1:{free_port()}").begin()

    assert (caught.value.status, caught.value.retry_after) == (503, 10)
    assert caught.value.facts == {"retry": True}
    assert "try again" in caught.value.message


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_that_fails_halfway_is_away(own, path, status):
    own.failing = {path: status}

    with pytest.raises((refusals.ProviderAway, refusals.ProviderUnusable)) as caught:
        signed_in(own)

    assert caught.value.status == 503


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", 404),
        ("/.well-known/openid-configuration", b"<html>"),
        ("/.well-known/openid-configuration", []),
        ("/.well-known/openid-configuration", b" " * 2_000_000),
        ("/token", b"<html>"),
        ("/token", []),
        ("/token", 302),
        ("/jwks", {"keys": []}),
        ("/jwks", {"keys": [{"kty": "RSA"}]}),
        ("/jwks", {}),
    ],
)
def test_a_provider_that_makes_no_sense_is_said_to_be_unusable(own, path, answer):
    own.failing = {path: answer}

    with pytest.raises(refusals.ProviderUnusable) as caught:
        signed_in(own)

    assert caught.value.facts == {"retry": False}


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_description_that_is_not_the_issuers_is_refused(own, metadata):
    own.metadata = metadata

    with pytest.raises(refusals.ProviderUnusable):
        ours(own.issuer).begin()


def test_a_wrong_client_secret_is_told_to_whoever_set_it(own):
    with pytest.raises(refusals.ProviderUnusable, match="invalid_client"):
        signed_in(own, ours(own.issuer, oidc_client_secret="wrong"))


def test_what_the_token_leaves_out_is_asked_for(own):
    own.claims = {"email": None, "email_verified": None}
    own.userinfo = {"sub": "ada-at-sso", "email": "ada@example.com", "email_verified": True}

    claimed = signed_in(own)

    assert (claimed.email, claimed.is_verified) == ("ada@example.com", True)


def test_groups_are_asked_for_if_they_mean_something(own):
    own.userinfo = {"sub": "ada-at-sso", "groups": ["it"]}
    mapping = (GroupRole("it", None, "operator"),)

    assert signed_in(own).groups == frozenset()
    assert "/userinfo" not in own.asked
    assert signed_in(own, ours(own.issuer, oidc_roles=mapping)).groups == {"it"}


def test_what_is_told_of_somebody_else_is_refused(own):
    own.claims, own.userinfo = {"email": None}, {"sub": "eve", "email": "boss@example.com"}

    with pytest.raises(refusals.TokenRefused):
        signed_in(own)


def test_a_silent_provider_does_not_keep_every_thread(own, monkeypatch):
    monkeypatch.setattr("app.oidc.documents.TIMEOUT_S", (0.2, 0.2))
    monkeypatch.setattr("app.oidc.documents.asking", threading.BoundedSemaphore(1))
    provider = ours(own.issuer)

    with provider.documents.patience(), pytest.raises(refusals.ProviderAway):
        provider.documents.get(own.issuer)
