"""The database on disk: made whole or not at all, and never opened by another version."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from app.embedded.places import APP, DATABASE, OWNER, EmbeddedError, Server
from app.embedded.programs import Programs

# Read by the server in single-user mode: one statement a line.
ROLES = f"""\
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE DATABASE {DATABASE} OWNER {OWNER};
REVOKE ALL ON DATABASE {DATABASE}, postgres, template1 FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP};
"""
RIGHTS = f"""\
ALTER SCHEMA public OWNER TO {OWNER};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {APP};
"""


def check(server: Server, programs: Programs) -> None:
    """Refuse a cluster that these programs cannot open."""
    major = programs.major()
    if not server.cluster.exists():
        return
    version_file = server.cluster / "PG_VERSION"
    found = version_file.read_text().strip() if version_file.exists() else None
    if found is None:
        raise EmbeddedError(
            f"{server.cluster} is not a PostgreSQL data directory (no PG_VERSION):"
            " move it away, or set DATA_DIR to another directory."
        )
    if found != str(major):
        raise EmbeddedError(
            f"{server.cluster} was made by PostgreSQL {found}, and this is PostgreSQL {major}."
            f" Save it with pg_dump of version {found}, set DATA_DIR to an empty directory, start"
            f" once and restore it there with psql; or go back to PostgreSQL {found}."
        )


def make(server: Server, programs: Programs, *, durable: bool) -> None:
    # Made aside and renamed when complete, so that being killed in between leaves nothing half.
    draft = server.home / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    programs.run(
        "initdb",
        f"--pgdata={draft}",
        "--username=postgres",
        "--encoding=UTF8",
        *(locale if programs.major() >= 17 else ["--locale=C.UTF-8"]),
        "--data-checksums",
        # Whoever may enter the socket's directory is trusted; nobody comes any other way.
        "--auth-local=trust",
        "--auth-host=reject",
        *([] if durable else ["--no-sync"]),
    )
    single = ["--single", "-D", str(draft), "-c", "exit_on_error=on"]
    single += ["-c", f"fsync={'on' if durable else 'off'}"]
    programs.run("postgres", *single, "postgres", given=ROLES)
    programs.run("postgres", *single, DATABASE, given=RIGHTS)
    draft.rename(server.cluster)
    if durable:
        _sync(server.home)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
