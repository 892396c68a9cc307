"""What is not called: forms of URLs, and addresses that are not public."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allow_list import AllowList
from app.errors import UpstreamFailed
from app.outbound import OutboundRefused, fetch
from app.outbound.addresses import is_public, meant_by
from app.outbound.deadlines import Deadline
from app.outbound.routes import route_to
from app.outbound.urls import target_of
from tests.outbound.servers import Names

NOBODY = AllowList()
EVERYBODY = AllowList.parse("0.0.0.0/0,::/0")

INTERNAL = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::10.0.0.1",
    "2001:0:a00:1::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%2",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1"]


def try_calling(url, allowed=NOBODY, names=None):
    names = names or Names()
    with pytest.raises(OutboundRefused) as refused:
        fetch("GET", url, allowed=allowed, resolve=names)
    return refused.value.message, names.asked


@pytest.mark.parametrize("address", INTERNAL)
def test_a_name_with_an_internal_address_is_refused(address):
    message, asked = try_calling("https://a.example/", names=Names(a_example=[[address]]))

    assert asked == ["a.example"]
    assert address not in message


@pytest.mark.parametrize("address", [a for a in INTERNAL if "%" not in a])
def test_an_internal_address_in_the_url_is_refused(address):
    host = f"[{address}]" if ":" in address else address

    _, asked = try_calling(f"https://{host}:8443/")

    assert asked == [], "nobody is asked about an address"


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_called(address):
    route = route_to(target_of("https://a.example"), NOBODY, lambda *_: [address], Deadline(5))

    assert route.addresses == (ip_address(address),)


def test_one_internal_address_among_public_ones_refuses_the_name():
    names = Names(a_example=[["1.1.1.1", "2606:4700::1111", "10.0.0.1"]])

    try_calling("https://a.example/", names=names)


def test_an_unknown_name_and_an_internal_one_are_told_in_the_same_words():
    internal, _ = try_calling("https://a.example/", names=Names(a_example=[["10.0.0.1"]]))
    unknown, _ = try_calling("https://a.example/", names=Names())
    empty, _ = try_calling("https://a.example/", names=Names(a_example=[[]]))

    assert internal == unknown == empty
    assert "OUTBOUND_ALLOWED" in internal


def test_a_resolver_in_trouble_may_be_asked_again_later():
    def troubled(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(UpstreamFailed) as failed:
        fetch("GET", "https://a.example/", allowed=NOBODY, resolve=troubled)

    assert failed.value.facts["retry"] is True


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1..",
        "127.0.0.01",
        "1.2.3.4.5",
        "a.example.0x7f",
        "256.1.1.1",
        "0x",
        "[::1]evil.example",
        "[::ffff:7f00:1%25eth0]",
        "[v1.fe80::a]",
        "[127.0.0.1]",
        "[::1",
        "::1",
    ],
)
def test_an_address_in_an_odd_form_is_refused_even_where_it_would_be_allowed(host):
    _, asked = try_calling(f"https://{host}/", EVERYBODY)

    assert asked == [], "no resolver is left to read it"


def test_an_address_with_a_closing_dot_is_the_address():
    try_calling("https://127.0.0.1./")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "//a.example/",
        "/path",
        "https:///path",
        "https://",
        "https:a.example",
        "ftp://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "https://user:secret@a.example/",
        "https://@a.example/",
        "https://a.example@127.0.0.1/",
        "https://127.0.0.1\\@a.example/",
        "https://a.example\\.evil.example/",
        "https://a.exa\tmple/",
        "https://a.example/\r\nX: y",
        " https://a.example/",
        "https://a.example:0/",
        "https://a.example:65536/",
        "https://a.example:/",
        "https://a.example:80:80/",
        "https://a..example/",
        "https://-a.example/",
        "https://a%2eexample/",
        "https://bücher.example/",
        "https://１２７.0.0.1/",
        "https://ⓛocalhost/",
        f"https://{'a' * 64}.example/",
        f"https://{'a.' * 127}example/",
        f"https://a.example/{'a' * 8_192}",
    ],
)
def test_a_url_that_can_be_read_in_two_ways_is_refused(url):
    _, asked = try_calling(url, EVERYBODY)

    assert asked == []


@pytest.mark.parametrize("userinfo", ["user:secret", "user", ""])
def test_credentials_in_the_url_are_pointed_to_a_header(userinfo):
    message, _ = try_calling(f"https://{userinfo}@a.example/")

    assert "send them in a header" in message
    assert "secret" not in message


def test_http_is_refused_before_and_after_a_name_is_known():
    known, _ = try_calling("http://a.example/", names=Names(a_example=[["1.1.1.1"]]))
    internal, _ = try_calling("http://a.example/", names=Names(a_example=[["10.0.0.1"]]))
    unknown, _ = try_calling("http://a.example/")

    assert known == internal == unknown
    assert "write https://" in known


@given(st.ip_addresses())
def test_no_address_is_public_that_python_says_is_not(address):
    meant = meant_by(address)
    if not meant.is_global or meant.is_multicast or meant.is_reserved:
        assert not is_public(address)
