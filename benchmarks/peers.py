"""Other programs that keep traces, on the stage's own PostgreSQL and sending nothing home.

Their virtual environments are made by hand, apart from ours:

    python3 -m venv v-mlflow && v-mlflow/bin/pip install mlflow psycopg2-binary
    python3 -m venv v-phoenix && v-phoenix/bin/pip install 'arize-phoenix[pg]'
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.error import HTTPError

from benchmarks.receivers import Receiver
from benchmarks.stage import Program, Stage
from tests.live import free_port, wait_for

QUIET = {
    "DO_NOT_TRACK": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "PHOENIX_TELEMETRY_ENABLED": "false",
}
FIRST_START_S = 180


@contextmanager
def mlflow(stage: Stage) -> Iterator[Receiver]:
    """With a worker for each core, and without those of its jobs."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with stage.empty_database("mlflow") as database:
        command = [
            str(stage.peers["mlflow"] / "bin" / "mlflow"),
            "server",
            f"--backend-store-uri={database.replace('psycopg', 'psycopg2')}",
            f"--artifacts-destination={stage.directory / 'mlflow'}",
            f"--port={port}",
            "--workers=2",
        ]
        settings = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        with started(stage, "mlflow", command, settings, f"{url}/health") as pid:
            made = ask(f"{url}/api/2.0/mlflow/experiments/create", {"name": "benchmarks"})
            yield Receiver(
                "MLflow",
                Program(url, pid),
                "mlflow",
                20,
                {"x-mlflow-experiment-id": made["experiment_id"]},
                lambda trace_id: bool(ask(f"{url}/api/3.0/mlflow/traces/tr-{trace_id}")),
            )


@contextmanager
def phoenix(stage: Stage) -> Iterator[Receiver]:
    """It answers before anything is stored, and stores about a hundred spans a second."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with stage.empty_database("phoenix") as database:
        command = [str(stage.peers["phoenix"] / "bin" / "phoenix"), "serve"]
        settings = {
            "PHOENIX_SQL_DATABASE_URL": database.replace("+psycopg", ""),
            "PHOENIX_WORKING_DIR": str(stage.directory / "phoenix"),
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_PORT": str(port),
            "PHOENIX_GRPC_PORT": str(free_port()),
        }

        def shows(trace_id: str) -> bool:
            query = f'{{getProjectByName(name:"default"){{trace(traceId:"{trace_id}"){{id}}}}}}'
            project = ask(f"{url}/graphql", {"query": query})["data"]["getProjectByName"]
            return bool(project and project["trace"])

        with started(stage, "phoenix", command, settings, f"{url}/healthz") as pid:
            yield Receiver("Phoenix", Program(url, pid), "phoenix", 3, shows=shows)


PEERS: dict[str, Callable[[Stage], AbstractContextManager[Receiver]]] = {
    "mlflow": mlflow,
    "phoenix": phoenix,
}


@contextmanager
def started(
    stage: Stage, name: str, command: list[str], settings: Mapping[str, str], ready: str
) -> Iterator[int]:
    """In a process group of its own, which is ended as a whole."""
    directory = stage.directory / name
    directory.mkdir(exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    with (directory / "log").open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**kept, **QUIET, **settings},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wait_for(ready, process, directory / "log", FIRST_START_S)
        yield process.pid
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(url: str, body: Any = None) -> Any:
    """What it answers in JSON, or nothing if it has none such."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            if error.code == 404:
                return None
            raise
