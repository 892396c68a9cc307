"""What a connection may look like."""

from __future__ import annotations

import re
from typing import Any

from app.allow_list import AllowList
from app.errors import Invalid
from app.outbound import OutboundRefused, check_url
from app.providers import PROVIDERS

MOST_CONNECTIONS = 100
"""In a project; they are listed at once."""
NAME_LENGTH = 100
URL_LENGTH = 2_000
KEY_LENGTH = 500
MODEL_LENGTH = 200
TIMEOUT_S = range(1, 601)
MOST_CALLS = {"max_concurrency": 1_000, "requests_per_minute": 100_000}
HINT_LENGTH = 4
HINTED_FROM = 16
"""Of a shorter key, its end would be too much of it."""

MODEL_RULE = f"At most {MODEL_LENGTH} characters, without spaces around it."

KEY = re.compile(rf"[!-~]{{1,{KEY_LENGTH}}}")
HIDDEN = r"\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb"
LINE = re.compile(rf"[^ {HIDDEN}]([^{HIDDEN}]*[^ {HIDDEN}])?")
"""One line of text, of which nothing is hidden; spaces are inside only."""


def checked(fields: dict[str, Any], provider: str, allowed: AllowList) -> dict[str, Any]:
    """The fields as they are kept, or `Invalid` with all that is wrong."""
    errors: dict[str, list[str]] = {}
    if "name" in fields and not is_line(fields["name"], NAME_LENGTH):
        errors["name"] = [f"Between 1 and {NAME_LENGTH} characters, without spaces around it."]
    model = fields.get("default_model")
    if model is not None and not is_line(model, MODEL_LENGTH):
        errors["default_model"] = [MODEL_RULE]
    if fields.get("timeout_s", 1) not in TIMEOUT_S:
        errors["timeout_s"] = ["Between 1 and 600 seconds."]
    for name, most in MOST_CALLS.items():
        if fields.get(name) is not None and not 1 <= fields[name] <= most:
            errors[name] = [f"Between 1 and {most:,}, or nothing for any number."]
    if provider not in PROVIDERS:
        errors["provider"] = [f"One of {', '.join(PROVIDERS)}."]
    else:
        errors |= of_reaching(fields, provider, allowed)
    if errors:
        raise Invalid("The connection is not valid: see `errors`.", errors={"json": errors})
    base_url = fields.get("base_url")
    return fields if base_url is None else {**fields, "base_url": base_url.rstrip("/")}


def of_reaching(fields: dict[str, Any], provider: str, allowed: AllowList) -> dict[str, list[str]]:
    """Of `base_url` and `api_key`, which are for providers that make calls."""
    given: dict[str, str] = {
        name: fields[name] for name in ("base_url", "api_key") if fields.get(name) is not None
    }
    if PROVIDERS[provider].base_url is None:
        return {name: [f"{provider} makes no calls: leave it out."] for name in given}
    errors: dict[str, list[str]] = {}
    if "base_url" in given and (problem := of_url(given["base_url"], allowed)):
        errors["base_url"] = [problem]
    if "api_key" in given and not KEY.fullmatch(given["api_key"]):
        errors["api_key"] = [f"Between 1 and {KEY_LENGTH} characters of ASCII, without spaces."]
    return errors


def of_url(base_url: str, allowed: AllowList) -> str | None:
    if len(base_url) > URL_LENGTH or "?" in base_url or "#" in base_url:
        return f"At most {URL_LENGTH} characters, without `?` and `#`."
    try:
        check_url(base_url, allowed)
    except OutboundRefused as error:
        return error.message
    return None


def check_model(model: str) -> None:
    if not is_line(model, MODEL_LENGTH):
        raise Invalid(
            "The model is not valid: see `errors`.", errors={"json": {"model": [MODEL_RULE]}}
        )


def is_line(text: str, most: int) -> bool:
    return len(text) <= most and bool(LINE.fullmatch(text))


def hint_of(key: str) -> str | None:
    return key[-HINT_LENGTH:] if len(key) >= HINTED_FROM else None
