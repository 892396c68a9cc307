"""Bodies that were compressed on the way, unpacked up to a limit and no further."""

from __future__ import annotations

import zlib

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from app.errors import DomainError, TooLarge

GZIP = 31
"""zlib's word for a window of 32 KiB within gzip's header and checksum."""


class BodyTooLarge(TooLarge):
    """As it was sent, or unpacked."""


class BrokenArchive(DomainError):
    """Not gzip, or cut short."""

    title = "Not valid"


def unpacked_body(request: Request, most: int, most_unpacked: int) -> bytes:
    """The limits are in bytes. Read again, the body is there again."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise UnsupportedMediaType("Send the body as it is, or with `Content-Encoding: gzip`.")
    request.max_content_length = most
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise too_large(most, "") from None
    return gunzipped(body, most_unpacked) if encoding == "gzip" else body


def gunzipped(body: bytes, most: int) -> bytes:
    """All members of it (RFC 1952, 2.2). No more is unpacked than shows that it is too much."""
    whole: list[bytes] = []
    size = 0
    while body or not whole:
        member = zlib.decompressobj(GZIP)
        try:
            piece = member.decompress(body, most + 1 - size)
        except zlib.error:
            raise broken() from None
        size += len(piece)
        if size > most:
            raise too_large(most, " when unpacked")
        if not member.eof:
            raise broken()
        whole.append(piece)
        body = member.unused_data
    return b"".join(whole)


def too_large(most: int, how: str) -> BodyTooLarge:
    mebibytes = f"{most / 2**20:.4g}"
    return BodyTooLarge(f"The request is larger than {mebibytes} MiB{how}: send less at a time.")


def broken() -> BrokenArchive:
    return BrokenArchive("The body is not gzip, or was cut short: send it whole.")
