"""What a provider says of a person, in our words."""

import pytest

from app.oidc.claims import claimed

ADA = {"sub": "ada", "email": "ada@example.com", "email_verified": True}


def said(claims, groups_claim="groups", trust_email=False):
    return claimed({**ADA, **claims}, "https://sso.example", groups_claim, trust_email=trust_email)


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada Lovelace"}, "Ada Lovelace"),
        ({"name": " ", "preferred_username": "al"}, "al"),
        ({"name": 7}, "ada"),
        ({"name": "A\0da"}, "Ada"),
        ({"name": "x" * 300}, "x" * 200),
        ({}, "ada"),
    ],
)
def test_a_name_is_found(claims, name):
    assert said(claims).name == name


@pytest.mark.parametrize(
    ("value", "is_verified"),
    [(True, True), ("true", True), (False, False), ("false", False), (1, False), (None, False)],
)
def test_an_address_is_verified_if_the_provider_says_so(value, is_verified):
    assert said({"email_verified": value}).is_verified is is_verified


def test_a_provider_that_does_not_say_is_trusted_only_if_wanted():
    silent = {k: v for k, v in ADA.items() if k != "email_verified"}

    assert not claimed(silent, "x", "groups", trust_email=False).is_verified
    assert claimed(silent, "x", "groups", trust_email=True).is_verified
    assert not said({"email_verified": False}, trust_email=True).is_verified


@pytest.mark.parametrize(
    ("claims", "claim", "groups"),
    [
        ({"groups": ["a", "b"]}, "groups", {"a", "b"}),
        ({"groups": "a"}, "groups", {"a"}),
        ({"groups": ["a", 7, None]}, "groups", {"a"}),
        ({"groups": {"a": 1}}, "groups", set()),
        ({"groups": None}, "groups", set()),
        ({}, "groups", set()),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"https://example.com/groups": ["a"]}, "https://example.com/groups", {"a"}),
        ({"realm_access": ["roles"]}, "realm_access.roles", set()),
    ],
)
def test_groups_are_found(claims, claim, groups):
    assert said(claims, claim).groups == groups


@pytest.mark.parametrize("claims", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}])
def test_groups_that_are_told_elsewhere_are_not_no_groups(claims):
    assert said(claims).groups is None
