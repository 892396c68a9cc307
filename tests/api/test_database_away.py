"""The database away: every kind of route says so at once, and serves again when it is back."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request

import psycopg
import pytest

from app import create_app, embedded
from app.db import transaction
from app.services.access import people, sessions
from app.web.session_cookie import COOKIE
from tests.conftest import dispose
from tests.databases import SECRET, running_server
from tests.factories.access import PASSWORD, make_person, the_system
from tests.factories.prompts import make_prompt
from tests.live import Answer, live_api_on, opener

SIGN_IN = {"email": "ada@example.com", "password": PASSWORD}

pytestmark = [pytest.mark.more, pytest.mark.xdist_group("breakable")]


@pytest.fixture(scope="module")
def breakable(tmp_path_factory):
    """A durable server of its own, and the API on it; what is killed hurts nobody else."""
    home = tmp_path_factory.mktemp("breakable")
    with running_server(home / "var", durable=True) as server, server.database() as settings:
        app = create_app(settings)
        with app.app_context():
            the_system()
            prompt = str(make_prompt("greet", versions=2).id)
            make_person("ada")
            with transaction():
                _, cookie = sessions.sign_in(the_system(), **SIGN_IN)
            with live_api_on(app, home / "api.log") as api:
                api.server, api.prompt, api.cookie = server, prompt, cookie
                dispose(app)
                yield api


def routes(api):
    one = f"/api/prompts/{api.prompt}"
    return [
        ("GET", "/api/prompts", None),
        ("GET", "/api/prompts?q=walrus", None),
        ("GET", "/api/prompts/by-name/greet", None),
        ("GET", "/api/traces", None),
        ("GET", "/api/prompts/by-name/greet?label=latest", None),
        ("GET", "/api/prompts/by-name/greet?at=2026-01-01T00:00:00Z", None),
        ("GET", one, None),
        ("GET", f"{one}/versions", None),
        ("GET", f"{one}/versions/1", None),
        ("GET", f"{one}/releases", None),
        ("GET", f"{one}/diff?from=1&to=2", None),
        ("GET", "/api/me", None),
        ("GET", "/api/export", None),
        ("POST", "/api/prompts", {"name": "new", "content": "a"}),
        ("POST", f"{one}/versions", {"content": "b"}),
        ("POST", f"{one}/activate", {"version": 2}),
        ("POST", f"{one}/rollback", {}),
        ("PATCH", one, {"tags": ["a"]}),
        ("DELETE", one, None),
        ("POST", "/api/login", SIGN_IN),
        ("POST", "/api/logout", None),
        ("POST", "/api/setup", {"token": people.setup_token(SECRET), "name": "Ada", **SIGN_IN}),
    ]


def by_cookie(api, path):
    told = {"Cookie": f"{COOKIE}={api.cookie}", "Accept": "application/json"}
    request = Request(api.url + path, headers=told)
    try:
        with opener.open(request, timeout=60) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def postmaster(api):
    return int((api.server.server.cluster / "postmaster.pid").read_text().split()[0])


def kill(api):
    """As a crash would: at once, without a word to anybody."""
    pid = postmaster(api)
    os.kill(pid, signal.SIGKILL)
    url = api.settings.database_url.replace("postgresql+psycopg", "postgresql")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return
    raise AssertionError("The database still answers.")


def warm(api):
    """Every place in the pools has a connection that is going to break."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: api.call(*routes(api)[n % 13]), range(26)))


def test_away_everything_answers_503_and_back_within_five_seconds_without_a_restart(breakable):
    api = breakable
    warm(api)
    kill(api)

    for route in routes(api):
        assert_away(route, api.call, *route)
    for path in ("/api/me", "/api/prompts/by-name/greet", "/admin/prompts/"):
        assert_away(path, by_cookie, api, path)
    assert api.call("GET", "/live").status == 200
    ready = api.call("GET", "/ready")
    assert (ready.status, ready.json["checks"]["database"]) == (503, "away")

    embedded.ensure(api.server.data_dir)
    returned = time.monotonic()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda route: settled(api, route, returned), routes(api)[:13]))
    assert codes == [200, 200, 200, 200, 200, 404, 200, 200, 200, 200, 200, 200, 200]
    assert api.call("GET", "/ready").status == by_cookie(api, "/api/me").status == 200
    assert [p["name"] for p in api.call("GET", "/api/prompts").json] == ["greet"]
    assert api.process.poll() is None


def assert_away(what, call, *given):
    begun = time.monotonic()
    r = call(*given)
    assert r.status == 503, (what, r.body)
    assert int(r.headers["Retry-After"]) >= 1
    assert time.monotonic() - begun < 5
    assert r.headers["Content-Type"] == "application/problem+json"
    assert r.json["code"] == "database_away"


def settled(api, route, since):
    """What it answers when it is no longer 503, which is to be soon."""
    while (r := api.call(*route)).status == 503:
        assert time.monotonic() - since < 5, r.body
    return r.status


def test_connections_that_were_cut_are_replaced_unnoticed(breakable):
    api = breakable
    warm(api)
    name = api.settings.database_url.rpartition("?")[0].rpartition("/")[2]

    for _ in range(3):
        api.server.run_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = 'promptside_app'"
        )
        answers = [api.call(*route).status for route in routes(api)[:5]]
        assert answers == [200] * 5


def test_what_was_being_written_is_all_there_or_not_at_all(breakable):
    api = breakable
    acknowledged = []

    def save(number):
        try:
            r = api.call("POST", f"/api/prompts/{api.prompt}/versions", {"content": f"{number}"})
        except OSError:
            return
        if r.status == 201:
            acknowledged.append((r.json["version"], f"{number}"))
        else:
            assert r.status == 503, r.body

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(save, number) for number in range(200)]
        while len(acknowledged) < 40:
            assert not all(one.done() for one in waiting)
        kill(api)
        embedded.ensure(api.server.data_dir)
        for one in waiting:
            one.result()

    found = {v["version"]: v["content"] for v in every_version(api)}
    assert sorted(found) == list(range(1, len(found) + 1))
    assert all(found[number] == content for number, content in acknowledged)
    assert settled(api, ("GET", "/ready", None), time.monotonic()) == 200


def every_version(api):
    path = f"/api/prompts/{api.prompt}/versions?limit=100"
    while path:
        r = api.call("GET", path)
        assert r.status == 200, r.body
        yield from json.loads(r.body)
        path = (r.headers["Link"] or "<>").partition(">")[0][1:]
