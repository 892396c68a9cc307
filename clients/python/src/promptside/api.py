"""The server, as this command line talks to it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import IO, Any
from urllib.parse import urlsplit
from uuid import uuid4

import requests
from requests.auth import AuthBase

from promptside import __version__
from promptside.errors import BadInput, Refused, ServerAway

TIMEOUT_S = (10, 120)
"""To connect, and between two pieces of an answer."""
PATIENCE_S = 120
"""How long a server may be away that has answered before."""
PASSING = frozenset({429, 502, 503, 504})
LONGEST_PAUSE_S = 15.0


class Bearer(AuthBase):
    """Given as `auth`, or requests would put what a .netrc says in its place."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.key}"
        return request


class Api:
    """Requests with a key. What only reads is asked again while the server is away for a moment."""

    def __init__(self, url: str, key: str, pause: Callable[[float], None] = time.sleep) -> None:
        self.url = checked_url(url)
        self.pause = pause
        self.has_answered = False
        self.session = requests.Session()
        self.session.auth = Bearer(checked_key(key))
        self.session.headers["User-Agent"] = f"promptside/{__version__}"
        self.session.headers["Accept"] = "application/json"

    def get(self, path: str, **query: Any) -> Any:
        return self.answer("GET", path, again=True, params=given(query)).json()

    def pages(self, path: str, **query: Any) -> Iterator[Any]:
        """The rows of a list, page after page."""
        answer = self.answer("GET", path, again=True, params=given(query))
        yield from answer.json()
        while following := answer.links.get("next", {}).get("url"):
            answer = self.answer("GET", following, again=True)
            yield from answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        """Not sent again if the answer does not come."""
        return self.answer("POST", path, again=False, json=body).json()

    def post_once(self, path: str, body: Any) -> Any:
        """Sent until an answer comes; the server carries it out once."""
        headers = {"Idempotency-Key": str(uuid4())}
        return self.answer("POST", path, again=True, json=body, headers=headers).json()

    def post_file(self, path: str, file: IO[bytes], content_type: str, **query: Any) -> Any:
        """As it is, however large."""
        headers = {"Content-Type": content_type}
        sent = {"data": file, "headers": headers, "params": given(query)}
        return self.answer("POST", path, again=False, **sent).json()

    def answer(self, method: str, path: str, *, again: bool, **sent: Any) -> requests.Response:
        """A sound answer of the server."""
        waited, pause = 0.0, 1.0
        while True:
            try:
                answer = self.session.request(
                    method, self.url + path, timeout=TIMEOUT_S, allow_redirects=False, **sent
                )
                wait = self.asked_to_wait(answer, pause, again)
                if wait is None:
                    return self.checked(answer)
                trouble = f"it answered {answer.status_code} {answer.reason}"
            except requests.RequestException as error:
                if not (again and self.has_answered):
                    raise ServerAway(self.away(reason_of(error))) from error
                trouble, wait = reason_of(error), pause
            if waited >= PATIENCE_S:
                raise ServerAway(self.away(trouble))
            self.pause(wait)
            waited, pause = waited + wait, min(pause * 2, LONGEST_PAUSE_S)

    def asked_to_wait(self, answer: requests.Response, pause: float, again: bool) -> float | None:
        """Seconds until it is worth asking again; None: this is the answer."""
        if not (again and self.has_answered and answer.status_code in PASSING):
            return None
        told = answer.headers.get("Retry-After", "")
        return min(float(told), PATIENCE_S) if told.isdecimal() else pause

    def checked(self, answer: requests.Response) -> requests.Response:
        if answer.is_redirect:
            there = answer.headers.get("Location", "")
            raise ServerAway(
                f"{self.url} sends us on to {there}: set PROMPTSIDE_URL to where the server is."
            )
        problem = problem_of(answer)
        if answer.status_code >= 400:
            if problem is None:
                trouble = f"it answered {answer.status_code} {answer.reason}"
                raise ServerAway(self.away(trouble))
            raise Refused(sentence_of(problem, answer.status_code), answer.status_code)
        if answer.content and problem is None:
            raise ServerAway(self.away("it answered with something that is no JSON"))
        self.has_answered = True
        return answer

    def away(self, trouble: str) -> str:
        return (
            f"No answer from Promptside at {self.url}: {trouble}."
            " Look whether the server is up, and whether PROMPTSIDE_URL is its address."
        )


def checked_url(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise BadInput(f"{url!r} is no address: set PROMPTSIDE_URL, like https://prompts.example.")
    return url.strip().rstrip("/")


def checked_key(key: str) -> str:
    """Without the line end that a secret store may have kept."""
    key = key.strip()
    if not (key and key.isascii() and key.isprintable() and " " not in key):
        raise BadInput("This is no key: set PROMPTSIDE_API_KEY to one that the server made.")
    return key


def given(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}


def problem_of(answer: requests.Response) -> Any:
    """The JSON of an answer; None if it is none."""
    if "json" not in answer.headers.get("Content-Type", ""):
        return None
    try:
        return answer.json()
    except ValueError:
        return None


def sentence_of(problem: Any, status: int) -> str:
    """What the server said, with the fields that it objects to."""
    told = problem if isinstance(problem, dict) else {}
    detail = told.get("detail") or told.get("title") or f"The server answered {status}."
    if status == 401:
        return f"{detail} Set PROMPTSIDE_API_KEY to a key of the project."
    fields = "; ".join(field_errors(told.get("errors")))
    return f"{detail} ({fields})" if fields and fields not in detail else str(detail)


def field_errors(errors: Any, place: str = "") -> Iterator[str]:
    """`a.b: what is wrong`, for each end of a tree of errors."""
    if isinstance(errors, dict):
        for name, below in errors.items():
            yield from field_errors(below, f"{place}.{name}" if place else str(name))
    elif errors is not None:
        words = errors if isinstance(errors, list) else [errors]
        said = " ".join(w if isinstance(w, str) else json.dumps(w) for w in words)
        where = place.removeprefix("json.").removeprefix("query.")
        yield f"{where}: {said}"


def reason_of(error: requests.RequestException) -> str:
    """The innermost words of what went wrong, which requests wraps several times."""
    if isinstance(error, requests.Timeout):
        return "it took too long"
    inner: BaseException = error
    while inner.args and isinstance(
        found := getattr(inner.args[0], "reason", inner.args[0]), Exception
    ):
        inner = found
    words = str(inner).rsplit(": ", 1)[-1].strip(" .")
    return words or type(error).__name__
