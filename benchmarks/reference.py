"""What the fetch is compared to: the least that Flask can do to answer with one row.

It asks for no key, checks nothing, records nothing and knows the row's id beforehand.
"""

from __future__ import annotations

import os

import orjson
from flask import Flask, Response
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

app = Flask(__name__)
pool = ConnectionPool(
    os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql"),
    kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
    min_size=1,
    max_size=10,
    open=True,
)
VERSION_ID = os.environ["VERSION_ID"]


@app.get("/ready")
def ready() -> str:
    return "ready"


@app.get("/version")
def version() -> Response:
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT id, prompt_id, version, content, messages, parameters, checksum, message,"
            " created_at, created_by FROM prompt_versions WHERE id = %s",
            (VERSION_ID,),
        ).fetchone()
    return Response(orjson.dumps(row), mimetype="application/json")
