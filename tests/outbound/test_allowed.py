"""Internal targets that an operator lists are called, and nothing beside them."""

import re

import pytest

from app.allow_list import AllowList
from app.outbound import OutboundRefused, fetch
from app.outbound.deadlines import Deadline
from app.outbound.routes import route_to
from app.outbound.urls import target_of
from tests.outbound.servers import Names, ok


def call(server, host, allowed):
    names = Names(llm_internal=[["127.0.0.1"]], other_internal=[["127.0.0.1"]])
    url = f"http://{host}:{server.port}/"
    return fetch("GET", url, allowed=AllowList.parse(allowed), resolve=names)


@pytest.mark.parametrize(
    "allowed",
    [
        "llm.internal",
        "LLM.internal:{port}",
        "127.0.0.1",
        "127.0.0.1:{port}",
        "10.0.0.0/8,127.0.0.0/8",
    ],
)
def test_a_listed_target_is_called_without_tls_too(plain, allowed):
    plain.answers["/"] = ok(b"inside")

    assert call(plain, "llm.internal", allowed.format(port=plain.port)).body == b"inside"


@pytest.mark.parametrize(
    "allowed",
    ["", "llm.internal", "other.internal:1", "internal", "127.0.0.2", "127.0.0.1:1", "10.0.0.0/8"],
)
def test_what_is_not_listed_is_not_called(plain, allowed):
    with pytest.raises(OutboundRefused):
        call(plain, "other.internal", allowed)

    assert plain.asked == []


def may_call(url, allowed, *addresses):
    route_to(target_of(url), AllowList.parse(allowed), lambda *_: list(addresses), Deadline(5))


def test_a_range_lets_no_other_address_of_the_name_through():
    with pytest.raises(OutboundRefused):
        may_call("https://a.example/", "10.0.0.0/8", "10.0.0.1", "192.168.0.1")


def test_a_public_address_beside_a_listed_one_is_called_by_https_only():
    may_call("https://a.example/", "10.0.0.0/8", "10.0.0.1", "1.1.1.1")

    with pytest.raises(OutboundRefused):
        may_call("http://a.example/", "10.0.0.0/8", "10.0.0.1", "1.1.1.1")


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "64:ff9b::a9fe:a9fe"])
def test_credentials_of_the_cloud_are_not_within_any_range_or_name(address):
    with pytest.raises(OutboundRefused):
        may_call("https://a.example/", "a.example,0.0.0.0/0,::/0,169.254.0.0/16", address)

    may_call("https://a.example/", "169.254.169.254,[fd00:ec2::254]:443", address)


@pytest.mark.parametrize("address", ["::ffff:10.0.0.1", "2002:a00:1::1", "2001:0:a00:1::1"])
def test_an_address_in_disguise_is_not_within_any_range(address):
    with pytest.raises(OutboundRefused):
        may_call("https://a.example/", "a.example,0.0.0.0/0,::/0", address)


NONSENSE = """127.1 2130706433 10.0.0.1/8 https://a.example a.example/x a.example:0
    a.example:65536 a.example: :80 *.example [a.example]:80 ::1:x [::1"""


@pytest.mark.parametrize("entry", NONSENSE.split())
def test_an_entry_that_makes_no_sense_is_refused(entry):
    with pytest.raises(ValueError, match=re.escape(entry)):
        AllowList.parse(f"ok.example,{entry}")
