"""Following runs on the real server program, and what their followers leave to others."""

from __future__ import annotations

import http.client
import json
import threading
import time
from uuid import uuid4

import pytest

from app import create_app
from app.db import db
from app.services.runs.executing import execute
from tests.conftest import dispose
from tests.factories.access import the_system
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, carried_out
from tests.live import live_api_on

SAID = " ".join(f"word{number}" for number in range(20))
SLOW = {"echo": {"latency_ms": 60}}


@pytest.fixture(scope="module")
def started(durable_server, tmp_path_factory):
    """The application, and the server program on its database; runs of other tests lie there."""
    with durable_server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            the_system()
            with live_api_on(app, tmp_path_factory.mktemp("api") / "api.log") as running:
                yield app, running
        dispose(app)


@pytest.fixture
def live_api(started):
    yield started[1]
    db.session.remove()


@pytest.fixture
def background(started):
    """Carries out runs while somebody looks on."""
    app, threads = started[0], []

    def work(project_id, run_id):
        with app.app_context():
            execute(project_id, run_id, app.extensions["settings"], threading.Event())

    def begin(*runs):
        for run in runs:
            threads.append(threading.Thread(target=work, args=[run.project_id, run.id]))
            threads[-1].start()

    yield begin
    for thread in threads:
        thread.join()


class Stream:
    """A stream of events that is read one by one."""

    def __init__(self, api, group, after=None):
        self.connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=30)
        headers = {"Authorization": f"Bearer {api.token}"}
        if after is not None:
            headers["Last-Event-ID"] = after
        self.connection.request("GET", f"/api/runs/stream?group_id={group}", headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def events(self):
        """Name, data and id of each."""
        found = {}
        for line in self.answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name and not line.startswith(b":"):
                found[name] = value
            elif found:
                yield found["event"], json.loads(found["data"]), found["id"]
                found = {}

    def close(self):
        self.answer.close()
        self.connection.close()


def texts(events):
    said = {}
    for name, data, _ in events:
        if name == "delta":
            said[data["run_id"]] = said.get(data["run_id"], "") + data["text"]
    return said


def test_one_stream_carries_all_of_a_comparison(live_api, background):
    group = uuid4()
    one = ask_for_run(SAID, group_id=group, parameters=SLOW)
    other = ask_for_run(SAID[:30], group_id=group, parameters=SLOW)

    stream = Stream(live_api, group)
    background(one, other)
    events = list(stream.events())

    states = [(data["id"], data["status"]) for name, data, _ in events if name == "run"]
    for run, said in ((one, SAID), (other, SAID[:30])):
        assert [s for i, s in states if i == str(run.id)][-2:] == ["running", "succeeded"]
        assert said == texts(events)[str(run.id)]
    assert events[-1][:2] == ("end", {"over": True})


def test_who_is_interrupted_goes_on_without_loss_or_repetition(live_api, background):
    group = uuid4()
    run = ask_for_run(SAID, group_id=group, parameters=SLOW)
    run_id, seen, position = str(run.id), [], None

    background(run)
    deadline = time.monotonic() + 30
    while not seen or seen[-1][0] != "end":
        assert time.monotonic() < deadline
        stream = Stream(live_api, group, position)
        for event in stream.events():
            seen.append(event)
            position = event[2]
            if len(seen) % 3 == 0:
                break
        stream.close()
        # A place that was left is free when its absence is noticed.
        time.sleep(0.5 if stream.status == 503 else 0)

    assert texts(seen)[run_id] == SAID
    states = [data["status"] for name, data, _ in seen if name == "run"]
    assert states == sorted(set(states), key=["queued", "running", "succeeded"].index)


def test_what_is_over_is_told_at_once(live_api):
    group = uuid4()
    carried_out(ask_for_run("Hi", group_id=group))
    db.session.remove()

    (name, data, _), end = Stream(live_api, group).events()

    assert (name, data["output"]["content"], end[0]) == ("run", "Hi", "end")
    assert Stream(live_api, uuid4()).status == 404


def test_who_waits_stops_no_fetch_and_makes_room_by_going_away(live_api):
    make_prompt("greet", content="Hi")
    group = uuid4()
    path = f"/api/runs/{ask_for_run(group_id=group).id}?wait=1"
    db.session.remove()
    before = len(live_api.call("GET", "/api/runs").json)

    streams = [Stream(live_api, group), Stream(live_api, group)]
    refused = [
        live_api.call("GET", path),
        live_api.call("POST", "/api/runs?wait=1", {"content": "Hi"}),
        live_api.call("GET", f"/api/runs/stream?group_id={group}"),
    ]
    fetched = [live_api.call("GET", "/api/prompts/by-name/greet").status for _ in range(50)]
    # All of that while every place was taken.
    refused.append(live_api.call("GET", path))

    assert [stream.status for stream in streams] == [200, 200]
    assert [(r.status, r.json["code"]) for r in refused] == [(503, "too_many_wait")] * 4
    assert all(int(r.headers["Retry-After"]) > 0 for r in refused)
    assert fetched == [200] * 50
    assert len(live_api.call("GET", "/api/runs").json) == before
    for stream in streams:
        stream.close()
    deadline = time.monotonic() + 10
    while live_api.call("GET", path).status == 503:
        assert time.monotonic() < deadline
        time.sleep(0.1)
