"""How the command line takes what a server, or something else at its address, answers."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from promptside.api import PATIENCE_S, Api
from promptside.errors import BadInput, Refused, ServerAway

from tests.live import free_port

PROBLEM = "application/problem+json"


@contextmanager
def answering(*answers):
    """A server with these answers, `(status, type, body, headers)`, the last of them for ever."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            key = self.headers["Idempotency-Key"]
            asked.append((self.path, self.headers["Authorization"], body, key))
            answer = answers[min(len(asked), len(answers)) - 1]
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, kind, body, *headers = answer
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in [("Content-Type", kind), ("Content-Length", len(content)), *headers]:
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fine(body, *headers):
    return (200, "application/json", body, *headers)


AWAY = (503, PROBLEM, {"detail": "The database is away."})


@pytest.fixture
def pauses():
    return []


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_it_asks_with_the_key(pauses):
    with answering(fine({"a": 1})) as (url, asked):
        told = Api(f" {url}/ ", "psk_x\n", pauses.append).get("/api/x", a="b&c", none=None)

    assert told == {"a": 1}
    assert asked == [("/api/x?a=b%26c", "Bearer psk_x", b"", None)]


def test_a_netrc_does_not_replace_the_key(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with answering(fine({})) as (url, asked):
        Api(url, "k").get("/")

    assert asked[0][1] == "Bearer k"


def test_a_list_is_read_page_by_page():
    following = ("Link", '</api/x?limit=2&cursor=c%3D>; rel="next"')
    with answering(fine([1, 2], following), fine([3])) as (url, asked):
        assert list(Api(url, "k").pages("/api/x", limit=2)) == [1, 2, 3]

    assert [path for path, *_ in asked] == ["/api/x?limit=2", "/api/x?limit=2&cursor=c%3D"]


def test_nobody_there_is_said_at_once(pauses):
    with pytest.raises(ServerAway, match=r"Connection refused.*PROMPTSIDE_URL"):
        Api(f"http://127.0.0.1:{free_port()}", "k", pauses.append).get("/")

    assert pauses == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param((200, "text/html", "<h1>Welcome</h1>"), "no JSON", id="a page"),
        pytest.param((200, "application/json", "{"), "no JSON", id="broken JSON"),
        pytest.param((404, "text/html", "<h1>No</h1>"), "404 Not Found", id="no such page"),
        pytest.param((502, "text/html", "<h1>No</h1>"), "502 Bad Gateway", id="a proxy"),
        pytest.param(
            (301, "text/html", "", ("Location", "https://there.example/")),
            "sends us on to https://there.example/: set PROMPTSIDE_URL",
            id="moved",
        ),
        pytest.param(None, "No answer", id="cut off"),
    ],
)
def test_something_else_at_the_address_is_told_from_promptside(answer, words):
    with answering(answer) as (url, _), pytest.raises(ServerAway, match=words):
        Api(url, "k").get("/")


@pytest.mark.parametrize(
    ("status", "problem", "sentence"),
    [
        (404, {"detail": "There is no dataset 'x' here."}, "There is no dataset 'x' here."),
        (401, {"detail": "No such key."}, "No such key. Set PROMPTSIDE_API_KEY to a key of the"),
        (
            422,
            {"detail": "Look at `errors`.", "errors": {"json": {"prompts": {"0": ["Too long."]}}}},
            "Look at `errors`. (prompts.0: Too long.)",
        ),
        (422, {"detail": "name: No.", "errors": {"json": {"name": ["No."]}}}, "name: No."),
        (409, {"title": "Not possible now"}, "Not possible now"),
        (409, ["?"], "The server answered 409."),
    ],
)
def test_a_refusal_is_told_as_the_server_tells_it(status, problem, sentence):
    with answering((status, PROBLEM, problem)) as (url, _), pytest.raises(Refused) as refused:
        Api(url, "k").get("/")

    assert str(refused.value).startswith(sentence)
    assert refused.value.status == status


def test_a_server_that_comes_back_is_waited_for(pauses):
    with answering(fine({}), AWAY, None, (*AWAY, ("Retry-After", 7)), fine({"b": 2})) as (url, _):
        api = Api(url, "k", pauses.append)
        api.get("/")

        assert api.get("/") == {"b": 2}

    assert pauses == [1.0, 2.0, 7.0]


def test_one_that_stays_away_is_not_waited_for_for_ever(pauses):
    with answering(fine({}), AWAY) as (url, _):
        api = Api(url, "k", pauses.append)
        api.get("/")

        with pytest.raises(ServerAway, match="503 Service Unavailable"):
            api.get("/")

    assert PATIENCE_S <= sum(pauses) < PATIENCE_S * 2


def test_what_may_not_be_done_twice_is_not_sent_twice(pauses):
    with answering(fine({}), None) as (url, asked):
        api = Api(url, "k", pauses.append)
        api.get("/")

        with pytest.raises(ServerAway):
            api.post("/", {"a": 1})

    assert [body for *_, body, _ in asked] == [b"", b'{"a": 1}']
    assert pauses == []


def test_what_the_server_does_once_is_sent_until_it_answers(pauses):
    too_many = (429, PROBLEM, {"detail": "Slower."}, ("Retry-After", 3))
    with answering(fine({}), None, too_many, fine({"c": 3})) as (url, asked):
        api = Api(url, "k", pauses.append)
        api.get("/")

        assert api.post_once("/", {}) == {"c": 3}

    first, *keys = [key for *_, key in asked]
    assert first is None
    assert (len(keys), len(set(keys))) == (3, 1)
    assert pauses == [1.0, 3.0]


def test_a_file_is_sent_as_it_is(tmp_path):
    (tmp_path / "lines").write_bytes(b"\xef\xbb\xbf1\r\n2")
    with answering(fine({})) as (url, asked), (tmp_path / "lines").open("rb") as file:
        Api(url, "k").post_file("/", file, "text/plain", a=["x@1", "y"], b=None)

    assert asked[0][0] == "/?a=x%401&a=y"
    assert asked[0][2] == b"\xef\xbb\xbf1\r\n2"


@pytest.mark.parametrize(
    "url", ["", "prompts.example", "ftp://a", "http://", "http://a:x", "http://[a"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(BadInput, match="set PROMPTSIDE_URL"):
        Api(url, "k")


@pytest.mark.parametrize("key", ["", " ", "two words", "schlüssel", "a\x00"])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(BadInput, match="set PROMPTSIDE_API_KEY"):
        Api("http://a", key)
