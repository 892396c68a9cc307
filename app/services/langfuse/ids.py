"""Ids of Langfuse, which may be any text, as ids of traces and spans. Pure."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

HEX_16, HEX_8 = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{16}")
DASHED = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def trace_id_of(sent: str) -> UUID:
    """Hexadecimal ids and UUIDs are what they say, others the beginning of their SHA-256."""
    text = sent.lower()
    if (HEX_16.fullmatch(text) or DASHED.fullmatch(text)) and UUID(text).int:
        return UUID(text)
    return UUID(bytes=digest(sent)[:16])


def span_id_of(sent: str) -> bytes:
    """The same for 8 bytes; a UUID has too many of them."""
    text = sent.lower()
    if HEX_8.fullmatch(text) and int(text, 16):
        return bytes.fromhex(text)
    return digest(sent)[:8]


def root_id_of(trace_id: UUID) -> bytes:
    """Of the span that stands for a trace: there what is known of the trace itself is kept."""
    return digest(f"trace {trace_id.hex}")[:8]


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
