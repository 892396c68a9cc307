"""Each example of docs/TRACING.md, run as it stands with the real library."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.factories.access import make_key
from tests.factories.prompts import make_prompt, save_version
from tests.live import ROOT, LiveApi

EXAMPLE = re.compile(r"<!-- tested: (\S+) -->\n```(\w+)\n(.*?)```", re.S)
EXAMPLES = {
    name: (language, code)
    for name, language, code in EXAMPLE.findall((ROOT / "docs" / "TRACING.md").read_text())
}
PYTHON = [name for name, (language, _) in EXAMPLES.items() if language == "python"]
SAID = "A printer burns."


class Model(BaseHTTPRequestHandler):
    """A model that always says the same, as OpenAI's API would."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        message = {"role": "assistant", "content": SAID}
        usage = {"prompt_tokens": 12, "completion_tokens": 4, "total_tokens": 16}
        body = json.dumps(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": "gpt-5-mini",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": usage,
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def model():
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.fixture
def environment(live_api: LiveApi, model: str) -> dict[str, str]:
    """What the examples are told, and a second version that they must name."""
    prompt = make_prompt("support/summarise", content="Summarise {{ ticket }}")
    save_version(prompt, "Summarise {{ ticket }} briefly")
    answer = live_api.call("POST", f"/api/prompts/{prompt.id}/activate", {"version": 2})
    assert answer.status == 200
    key = make_key("my-app", scopes=("read", "ingest")).token
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "NO_PROXY": "127.0.0.1",
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": model,
        "PROMPTSIDE_URL": live_api.url,
        "PROMPTSIDE_KEY": key,
        "LANGFUSE_BASE_URL": live_api.url,
        "LANGFUSE_PUBLIC_KEY": "_".join(key.split("_")[:2]),
        "LANGFUSE_SECRET_KEY": key,
    }


def check_what_arrived(live_api: LiveApi) -> None:
    prompt = live_api.call("GET", "/api/prompts/by-name/support/summarise").json["id"]
    (trace,) = live_api.call("GET", f"/api/traces?prompt={prompt}&version=2").json
    shown = live_api.call("GET", f"/api/traces/{trace['trace_id']}").json
    (call,) = [span for span in shown["spans"] if span["kind"] == "generation"]
    assert (call["prompt_name"], call["prompt_version"]) == ("support/summarise", 2)
    assert (call["model"], call["input_tokens"], call["output_tokens"]) == ("gpt-5-mini", 12, 4)
    assert call["cost_usd"] > 0
    path = f"/api/traces/{trace['trace_id']}/spans/{call['span_id']}"
    whole = live_api.call("GET", path).json
    assert "Summarise The printer is on fire. briefly" in json.dumps(whole["input"])
    assert SAID in json.dumps(whole["output"])


@pytest.mark.parametrize("name", PYTHON)
def test_an_example_in_python_reports_the_version_it_used(name, live_api, environment, tmp_path):
    script = tmp_path / "example.py"
    script.write_text(EXAMPLES[name][1])

    done = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stderr
    check_what_arrived(live_api)


@pytest.mark.more
def test_the_example_in_javascript_does_so_too(live_api, environment, tmp_path):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "example.js").write_text(EXAMPLES["langfuse-javascript"][1])
    packages = ("client", "otel", "tracing")
    wanted = [*(f"@langfuse/{name}@^5" for name in packages), "@opentelemetry/sdk-node", "openai@6"]
    subprocess.run(["npm", "install", "--silent", *wanted], cwd=tmp_path, check=True, timeout=300)

    done = subprocess.run(
        ["node", "example.js"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    check_what_arrived(live_api)


def test_every_example_is_among_these():
    fences = (ROOT / "docs" / "TRACING.md").read_text().count("```") // 2

    assert set(EXAMPLES) == {*PYTHON, "langfuse-javascript"}
    assert len(EXAMPLES) == fences
