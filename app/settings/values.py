"""How one variable is read. Each raises `SettingsError` for what makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from app.allow_list import AllowList

DEFAULT_PORTS = {"http": 80, "https": 443}


class SettingsError(SystemExit):
    """A setting is missing or makes no sense; the message says which and what to write.

    Ends whatever program was starting, with its message instead of a traceback.
    """


def number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise SettingsError(f"{name} must be a whole number from 1 to 65535, not {value!r}.")
    return int(value)


def size(env: Mapping[str, str], name: str, default: int) -> int:
    """In bytes, at least 64 KiB."""
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not 2**16 <= int(value[:20]) < 2**31:
        raise SettingsError(
            f"{name} is a number of bytes, at least 65536 and less than 2147483648, not {value!r}."
        )
    return int(value)


def choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, default).lower()
    if value not in choices:
        raise SettingsError(f"{name} is one of {', '.join(choices)}, not {value!r}.")
    return value


def switch(env: Mapping[str, str], name: str, default: bool) -> bool:
    words = {"1": True, "on": True, "true": True, "0": False, "off": False, "false": False}
    value = env.get(name, "on" if default else "off").lower()
    if value not in words:
        raise SettingsError(f"{name} is switched by `on` or `off`, not {value!r}.")
    return words[value]


def address(env: Mapping[str, str], name: str, default: str) -> str:
    """Without a closing slash, its origin as browsers write it."""
    value = env.get(name, default)
    return origin(name, value) + urlsplit(value).path.rstrip("/")


def origin(name: str, value: str) -> str:
    """Host in lower case, and no port that the scheme implies."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in DEFAULT_PORTS:
        raise SettingsError(f"{name} is an address such as https://example.com, not {value!r}.")
    host = f"[{host}]" if ":" in host else host
    is_implied = port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" + ("" if is_implied else f":{port}")


def named_origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    named = [one.strip() for one in env.get(name, "").split(",")]
    return tuple(origin(name, one) for one in named if one)


def networks(env: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    named = [network.strip() for network in env.get(name, "").split(",")]
    try:
        return tuple(ip_network(network) for network in named if network)
    except ValueError as error:
        raise SettingsError(
            f"{name} is a list of addresses and networks such as 10.0.0.0/8, and {error}."
        ) from None


def allow_list(env: Mapping[str, str], name: str) -> AllowList:
    try:
        return AllowList.parse(env.get(name, ""))
    except ValueError as error:
        raise SettingsError(
            f"{name} lists hosts, host:port, addresses and ranges such as 10.1.0.0/16,"
            f" separated by commas, not {str(error)!r}."
        ) from error
