"""Protobuf messages whose texts are not all UTF-8.

Exporters cut texts in the middle of a character and send halves of surrogate pairs.
"""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor, FieldDescriptor

LARGEST = 8 * 1024 * 1024
"""Bytes; Python walks them one field at a time."""
DEEPEST = 100
"""Messages within messages, as in protobuf itself."""
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
WIDTHS = {FIXED64: 8, FIXED32: 4}


def repaired(message: bytes, kind: Descriptor, depth: int = 0) -> bytes:
    """The same message, each byte of its texts that is not UTF-8 replaced by U+FFFD.

    Raises ValueError if it is no message of that kind.
    """
    if len(message) > LARGEST or depth > DEEPEST:
        raise ValueError("too large to repair")
    fields: dict[int, FieldDescriptor] = kind.fields_by_number
    out, at = bytearray(), 0
    while at < len(message):
        start = at
        tag, at = varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire != LENGTH:
            at = varint(message, at)[1] if wire == VARINT else at + WIDTHS[checked(wire)]
            out += message[start:at]
            continue
        size, at = varint(message, at)
        if at + size > len(message):
            raise ValueError("cut off")
        content = contained(message[at : at + size], fields.get(number), depth)
        at += size
        out += as_varint(tag) + as_varint(len(content)) + content
    return bytes(out)


def contained(content: bytes, field: FieldDescriptor | None, depth: int) -> bytes:
    if field is None:
        return content
    if field.type == FieldDescriptor.TYPE_STRING:
        return content.decode("utf-8", "replace").encode()
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return repaired(content, field.message_type, depth + 1)
    return content


def checked(wire: int) -> int:
    if wire not in WIDTHS:
        raise ValueError("no such wire type")
    return wire


def varint(message: bytes, at: int) -> tuple[int, int]:
    """The number at a place, and the place after it."""
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("cut off")


def as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
