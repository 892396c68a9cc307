"""PgBouncer in transaction mode, in front of the tests' own server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from app.embedded.programs import find_programs
from app.settings import Settings
from tests.databases import TestServer
from tests.faults.breaking import seconds_until
from tests.live import free_port

PROGRAM = "/usr/sbin/pgbouncer"
FEW = 4
"""Connections to the server for everybody together, so that each is used by many."""

INI = """
[databases]
* = host={socket_dir} port={server_port} user=promptside_app

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {few}
max_client_conn = 200
server_reset_query =
ignore_startup_parameters = options
logfile = {place}/pgbouncer.log
pidfile = {place}/pgbouncer.pid
"""


@contextmanager
def bouncing(server: TestServer, settings: Settings, place: Path) -> Iterator[Settings]:
    """The same database as the application reaches it through PgBouncer."""
    url = urlsplit(settings.database_url or "")
    query = parse_qs(url.query)
    # Like PostgreSQL it does not run as root, and must enter the socket's directory.
    programs = find_programs(server.server)
    place.mkdir()
    os.chown(place, programs.uid, programs.gid)
    port = free_port()
    ini = place / "pgbouncer.ini"
    where = {"socket_dir": query["host"][0], "server_port": query["port"][0]}
    ini.write_text(INI.format(**where, port=port, few=FEW, place=place))
    through = f"postgresql+psycopg://promptside_app@127.0.0.1:{port}{url.path}"
    command = [*programs.prefix, PROGRAM, "-q", str(ini)]
    with subprocess.Popen(command, **programs.options) as process:
        try:
            seconds_until(lambda: answers(through), 20)
            yield replace(settings, database_url=through, db_prepare=False, db_pool_size=16)
        finally:
            process.terminate()
            process.wait(20)


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False
