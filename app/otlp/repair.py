"""Protobuf messages that protobuf itself refuses whole, made readable.

Exporters cut texts in the middle of a character, send halves of surrogate pairs, and nest values
deeper than protobuf goes.
"""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from app.otlp import bounds

MOST_FIELDS = 500_000
"""Python walks them one at a time, all in about a second."""
DEEPEST = 97
"""Messages within messages. Protobuf takes 100, and from value to value are three at most."""
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
WIDTHS = {FIXED64: 8, FIXED32: 4}
TOO_DEEP: bytes = AnyValue(string_value=bounds.TOO_DEEP).SerializeToString()


class TooManyFields(ValueError):
    pass


def repaired(message: bytes, kind: Descriptor) -> bytes:
    """The same message, each byte of its texts that is not UTF-8 replaced by U+FFFD, and each
    value that lies too deep by a text that says so.

    Raises ValueError if it is no message of that kind, or `TooManyFields`.
    """
    return Repair().of(message, kind, 0)


class Repair:
    """Of one message; counts its fields."""

    def __init__(self) -> None:
        self.fields = 0

    def of(self, message: bytes, kind: Descriptor, depth: int) -> bytes:
        """Calls itself for each message within, `DEEPEST` times at most."""
        fields: dict[int, FieldDescriptor] = kind.fields_by_number
        out, at = bytearray(), 0
        while at < len(message):
            self.count()
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
            content = self.of_field(message[at : at + size], fields.get(number), depth)
            at += size
            out += as_varint(tag) + as_varint(len(content)) + content
        return bytes(out)

    def of_field(self, content: bytes, field: FieldDescriptor | None, depth: int) -> bytes:
        if field is None:
            return content
        if field.type == FieldDescriptor.TYPE_STRING:
            return content.decode("utf-8", "replace").encode()
        if field.type != FieldDescriptor.TYPE_MESSAGE:
            return content
        # Every way further down leads through a value.
        if depth >= DEEPEST and field.message_type == AnyValue.DESCRIPTOR:
            return TOO_DEEP
        return self.of(content, field.message_type, depth + 1)

    def count(self) -> None:
        self.fields += 1
        if self.fields > MOST_FIELDS:
            raise TooManyFields


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
