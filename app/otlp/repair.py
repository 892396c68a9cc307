"""Protobuf messages that protobuf itself refuses whole, made readable.

Exporters cut texts in the middle of a character, send halves of surrogate pairs, and nest values
deeper than protobuf goes.
"""

from __future__ import annotations

from typing import NamedTuple

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


Change = tuple[int, int, bytes]
"""From where to where, and what stands there instead."""


class TooManyFields(ValueError):
    pass


class Part(NamedTuple):
    """A field: where its tag, its content, and what follows it begin."""

    start: int
    content: int
    end: int


def repaired(message: bytes, kind: Descriptor) -> bytes:
    """The same message, each byte of its texts that is not UTF-8 replaced by U+FFFD, and each
    value that lies too deep by a text that says so.

    Raises ValueError if it is no message of that kind, or `TooManyFields`.
    """
    repair = Repair(message)
    repair.walk(0, len(message), kind, 0)
    return repair.result()


class Repair:
    """Of one message: counts its fields, and notes what stands where in the place of what.

    Nothing is copied on the way, as what lies deep would be once for each level.
    """

    def __init__(self, message: bytes) -> None:
        self.message, self.view = message, memoryview(message)
        self.fields = 0
        self.changes: list[Change] = []

    def walk(self, at: int, end: int, kind: Descriptor, depth: int) -> int:
        """By how much the message within grows. Calls itself for each message within that one,
        `DEEPEST` times at most.
        """
        fields: dict[int, FieldDescriptor] = kind.fields_by_number
        grown = 0
        while at < end:
            self.count()
            start = at
            tag, at = varint(self.message, at)
            wire = tag & 7
            if wire != LENGTH:
                at = varint(self.message, at)[1] if wire == VARINT else at + WIDTHS[checked(wire)]
                continue
            size, at = varint(self.message, at)
            if at + size > end:
                raise ValueError("cut off")
            field = fields.get(tag >> 3)
            if field is not None:
                grown += self.of_field(Part(start, at, at + size), tag, field, depth)
            at += size
        if at > end:
            raise ValueError("cut off")
        return grown

    def of_field(self, part: Part, tag: int, field: FieldDescriptor, depth: int) -> int:
        place = len(self.changes)
        self.changes.append((part.start, part.content, b""))
        grown = self.of_content(part, field, depth)
        if len(self.changes) == place + 1:
            self.changes.pop()
            return 0
        head = as_varint(tag) + as_varint(part.end - part.content + grown)
        self.changes[place] = (part.start, part.content, head)
        return grown + len(head) - (part.content - part.start)

    def of_content(self, part: Part, field: FieldDescriptor, depth: int) -> int:
        if field.type == FieldDescriptor.TYPE_STRING:
            content = self.view[part.content : part.end]
            try:
                str(content, "utf-8")
            except UnicodeDecodeError:
                return self.put(part, str(content, "utf-8", "replace").encode())
        if field.type != FieldDescriptor.TYPE_MESSAGE:
            return 0
        # Every way further down leads through a value.
        if depth >= DEEPEST and field.message_type == AnyValue.DESCRIPTOR:
            return self.put(part, TOO_DEEP)
        return self.walk(part.content, part.end, field.message_type, depth + 1)

    def put(self, part: Part, content: bytes) -> int:
        self.changes.append((part.content, part.end, content))
        return len(content) - (part.end - part.content)

    def count(self) -> None:
        self.fields += 1
        if self.fields > MOST_FIELDS:
            raise TooManyFields

    def result(self) -> bytes:
        pieces: list[bytes | memoryview] = []
        done = 0
        for start, end, instead in self.changes:
            pieces += (self.view[done:start], instead)
            done = end
        pieces.append(self.view[done:])
        return b"".join(pieces)


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
