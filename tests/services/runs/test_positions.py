"""Positions in a stream come back as they were given, and nonsense is no position."""

from uuid import uuid4

import pytest

from app.models.runs import RUN_STATUSES
from app.services.runs.positions import Told, key_of, read, written


def test_they_come_back():
    places = {key_of(uuid4()): Told(status, n, n * 10) for n, status in enumerate(RUN_STATUSES)}

    assert read(written(places)) == places


@pytest.mark.parametrize("text", ["", ",", "x", "0123456789abz1:2", "0123456789abr1:-2", "é" * 9])
def test_nonsense_is_left_out(text):
    assert read(text) == {}
