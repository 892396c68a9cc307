"""Unmodified SDKs of Langfuse that are told the pages' address instead of the API's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.db import db
from app.models import Span
from tests.api.langfuse.sdks import PROGRAMS, javascript, run
from tests.api.langfuse.test_sdks import NAMES, check_call, check_scores, check_trace
from tests.browser.conftest import live_pages
from tests.factories.access import see_everything
from tests.live import LiveApi, free_port

pytestmark = [pytest.mark.more, pytest.mark.xdist_group("pages")]

SDKS = pytest.mark.parametrize("sdk", ["python", "javascript"])
Program = Callable[[str, str], Any]


@pytest.fixture
def no_open_transaction() -> None:
    """Of a registry of its own, which has none that others go on with."""


@pytest.fixture
def program(request: pytest.FixtureRequest, live_api: LiveApi, tmp_path: Path) -> Iterator[Program]:
    port = free_port()
    pages = replace(live_api, url=f"http://127.0.0.1:{port}")

    def run_it(sdk: str, name: str) -> Any:
        if sdk == "python":
            return run([sys.executable, PROGRAMS / f"{name}.py"], pages)
        home = javascript(request.config.cache.mkdir("langfuse-javascript"))
        return run(["node", f"{name}.mjs"], pages, home)

    with live_pages(live_api, port, tmp_path / "pages.log"):
        yield run_it


@SDKS
def test_prompts_of_any_name_are_managed(program: Program, sdk: str) -> None:
    seen = program(sdk, "prompts")

    for name in NAMES:
        assert seen["names"][name]["production"][:2] == [1, "Hi Ada"]
        assert seen["names"][name]["latest"][:2] == [2, "Hello Ada"]
    assert seen["listed"]


@SDKS
def test_traces_and_scores_arrive(program: Program, sdk: str) -> None:
    said = program(sdk, "tracing")

    see_everything()
    call = db.session.scalars(select(Span).where(Span.name == "llm")).one()
    check_call(call, count="2" if sdk == "javascript" else 2)
    check_trace(said)
    check_scores(UUID(said["trace_id"]), call.span_id)
