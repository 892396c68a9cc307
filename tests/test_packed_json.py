"""JSON that is kept compressed."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, select, type_coerce

from app.db import db
from app.models import Span
from app.packed_json import FRAME, LEAST_BYTES, Packer, size_of, text_of, unpack
from tests.factories.traces import make_span

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
json = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(deadline=None)
@given(json, st.sampled_from([1, 30, 300]))
def test_any_value_comes_back_as_it_was(value, times):
    value = [value] * times
    packed = Packer().pack(value)

    assert unpack(packed) == value
    assert size_of(packed) == len(text_of(packed))


def test_what_is_long_is_kept_shorter_and_what_is_short_as_text():
    short, long = "a" * (LEAST_BYTES - 3), "a" * LEAST_BYTES
    packer = Packer()

    assert packer.pack(short) == f'"{short}"'.encode()
    assert packer.pack(long).startswith(FRAME)
    assert len(packer.pack(long)) < 50


def test_what_nothing_makes_shorter_stays_text():
    noise = os.urandom(300).hex()[:LEAST_BYTES]
    random = "".join(chr(0x4E00 + byte) for byte in os.urandom(LEAST_BYTES))

    assert unpack(Packer().pack(noise)) == noise
    assert len(Packer().pack(random)) <= len(f'"{random}"'.encode())


def test_one_packer_packs_one_value_after_the_other():
    packer = Packer()
    values = [[number] * 1000 for number in range(50)]

    assert [unpack(packer.pack(value)) for value in values] == values


def test_order_of_keys_and_large_numbers_are_kept():
    value = {"b": 2**70, "a": 1.5} | {str(number): number for number in range(200)}

    assert list(unpack(Packer().pack(value)).items()) == list(value.items())


@pytest.mark.parametrize("body", [None, "", 0, False, [], "x" * 10_000])
def test_a_column_holds_it(app, body):
    made = make_span(input=body, started_at=datetime.now(UTC))

    packed, read = db.session.execute(
        select(type_coerce(Span.input, LargeBinary), Span.input).where(
            Span.trace_id == made.trace_id
        )
    ).one()

    assert read == body
    assert (packed is None) == (body is None)
    assert packed is None or len(packed) < 100
