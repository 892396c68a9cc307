"""The limit of a key is exact, however many processes and threads answer at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from app.db import transaction
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt
from tests.live import live_api_on

pytestmark = pytest.mark.more

PROCESSES, CLIENTS, REQUESTS, LIMIT = 2, 8, 300, 100


def test_no_more_than_the_limit_gets_through(real_app, tmp_path):
    make_prompt("greet")
    made = make_key()
    with transaction():
        made.row.rate_limit = LIMIT
    header = {"Authorization": f"Bearer {made.token}"}
    with ExitStack() as stack, ThreadPoolExecutor(CLIENTS) as pool:
        apis = [
            stack.enter_context(live_api_on(real_app, tmp_path / f"{number}.log"))
            for number in range(PROCESSES)
        ]

        def ask(number):
            path = "/api/prompts/by-name/greet" if number % 3 else "/api/prompts"
            return apis[number % PROCESSES].call("GET", path, None, header)

        answers = list(pool.map(ask, range(REQUESTS)))

    assert Counter(a.status for a in answers) == {200: LIMIT, 429: REQUESTS - LIMIT}
    left = sorted(int(a.headers["RateLimit-Remaining"]) for a in answers if a.status == 200)
    assert left == list(range(LIMIT)), "nobody was told the same number"
