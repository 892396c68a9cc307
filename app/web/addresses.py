"""Addresses that are not what they seem: bytes that are no UTF-8, NUL, unknown parameters."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes
from uuid import UUID

from flask import Flask, current_app, request
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from app.errors import Invalid
from app.web.identity import know_caller


class BadAddress(Invalid):
    """The path or the query of the address cannot be read."""


class Number(IntegerConverter):
    """The number of a version: one way to write it, so one address for it."""

    regex = r"[1-9][0-9]{0,9}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)


class TraceId(BaseConverter):
    """As OpenTelemetry writes it, and no other way."""

    regex = r"[0-9a-f]{32}"

    def to_python(self, value: str) -> UUID:
        return UUID(hex=value)

    def to_url(self, value: UUID) -> str:
        return value.hex


class SpanId(BaseConverter):
    regex = r"[0-9a-f]{16}"

    def to_python(self, value: str) -> bytes:
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        return value.hex()


def init_app(app: Flask) -> None:
    app.before_request(check_address)
    app.url_map.converters |= {"number": Number, "trace": TraceId, "span": SpanId}
    # A name with an empty segment is nobody's name, and not another spelling of a legal one.
    app.url_map.merge_slashes = False


def check_address() -> None:
    try:
        refuse_odd_address()
    except BadAddress:
        know_caller()
        raise


def refuse_odd_address() -> None:
    """Werkzeug hands on as text what it cannot decode; for us that is no name and no word."""
    path = request.environ["PATH_INFO"].encode("latin-1")
    query = unquote_to_bytes(request.query_string.replace(b"+", b" "))
    for place, raw in (("path", path), ("query", query)):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise BadAddress(
                f"The {place} is not UTF-8: encode it as percent escapes of UTF-8 bytes.",
                errors={place: ["Not UTF-8."]},
            ) from None
        if "\0" in text and not request.path.startswith("/admin"):
            raise BadAddress(
                f"The {place} holds the character NUL, which nothing here contains.",
                errors={place: ["Holds NUL."]},
            )
    if not is_page() and request.args and not reads_query():
        names = sorted(request.args)
        raise BadAddress(
            f"This address takes no parameter {names[0]!r}.",
            errors={"query": {name: ["Unknown field."] for name in names}},
        )


def is_page() -> bool:
    """The panel reads its own queries, and what its pages load has none that matter."""
    return request.path.startswith(("/admin", "/static"))


def reads_query() -> bool:
    """Whether the view asked for takes parameters, which it then checks itself."""
    view = current_app.view_functions.get(request.endpoint or "")
    if (kind := getattr(view, "view_class", None)) is not None:
        view = getattr(kind, request.method.lower().replace("head", "get"), None)
    return view is None or getattr(view, "reads_query", False)
