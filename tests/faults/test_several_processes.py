"""Web processes beside each other know nothing of one another, and need not."""

from contextlib import ExitStack

import pytest

from app.db import transaction
from app.services.access import keys
from tests.factories.access import make_key, the_system
from tests.factories.prompts import make_prompt
from tests.live import live_api_on

pytestmark = pytest.mark.more

FETCH = "/api/prompts/by-name/greet"
PROCESSES, ROUNDS = 3, 20


@pytest.fixture
def processes(real_app, tmp_path):
    with ExitStack() as stack:
        yield [
            stack.enter_context(live_api_on(real_app, tmp_path / f"{number}.log"))
            for number in range(PROCESSES)
        ]


def test_each_sees_an_activation_at_its_very_next_request(processes):
    prompt = make_prompt("greet", versions=2).id
    for number in range(ROUNDS):
        version = 2 - number % 2
        by = processes[number % PROCESSES]

        moved = by.call("POST", f"/api/prompts/{prompt}/activate", {"version": version})

        assert moved.status == 200
        served = [api.call("GET", FETCH).json["active"]["version"] for api in processes]
        assert served == [version] * PROCESSES


def test_each_sees_a_revocation_at_its_very_next_request(processes):
    make_prompt("greet")
    for _ in range(ROUNDS // 4):
        key = make_key()
        header = {"Authorization": f"Bearer {key.token}"}
        asked = [api.call("GET", FETCH, None, header).status for api in processes]

        with transaction():
            keys.revoke_key(the_system(), key.row.id)

        refused = [api.call("GET", FETCH, None, header).status for api in processes]
        assert (asked, refused) == ([200] * PROCESSES, [401] * PROCESSES)
        lists = [api.call("GET", "/api/prompts", None, header).status for api in processes]
        assert lists == [401] * PROCESSES
