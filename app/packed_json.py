"""JSON that is kept compressed, in columns of bytes: whole bodies, which no statement looks into.

A packed value is its text, or a frame of Zstandard around it (RFC 8878), whichever is shorter.
The four bytes that begin a frame begin no JSON.

PostgreSQL itself compresses nothing in a row under 2 KB, and takes several times as long for what
is over.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import orjson
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

from app.db import compact_json

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FRAME = b"\x28\xb5\x2f\xfd"
LEAST_BYTES = 500
"""What is shorter gains too little to be worth its time."""
OPTIONS: dict[int, int] = {zstd.CompressionParameter.compression_level: 1}
"""The next levels take a fifth longer for a hundredth of the bytes."""


class Packer:
    """Packs one value after the other. For one thread: making it takes longer than a value."""

    def __init__(self) -> None:
        self.compressor = zstd.ZstdCompressor(options=OPTIONS)

    def pack(self, value: Any) -> bytes:
        text = json_bytes(value)
        if len(text) < LEAST_BYTES:
            return text
        frame: bytes = self.compressor.compress(text, zstd.ZstdCompressor.FLUSH_FRAME)
        return frame if len(frame) < len(text) else text


def unpack(packed: bytes | None) -> Any:
    # Of the two parsers it is this one that keeps integers of more than 64 bits.
    return None if packed is None else json.loads(text_of(packed))


def text_of(packed: bytes) -> bytes:
    return zstd.decompress(packed) if packed.startswith(FRAME) else packed


def size_of(packed: bytes | None) -> int:
    """Bytes of its text, without unpacking it."""
    if packed is None:
        return 0
    if not packed.startswith(FRAME):
        return len(packed)
    size: int = zstd.get_frame_info(packed).decompressed_size
    return size


class PackedJSON(TypeDecorator[Any]):
    """A column of packed values. What is null in JSON is null in SQL."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else Packer().pack(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return unpack(value)


def json_bytes(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # Integers of more than 64 bits: what jsonb makes of large numbers with an exponent.
        return compact_json(value).encode()
