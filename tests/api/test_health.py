"""Whether it lives, whether it can serve, and which build it is."""

import re
from dataclasses import replace

from app import create_app
from app.db import db
from app.migrating import VERSION_TABLE
from app.web.build import BUILD, VERSION


def test_it_lives_and_is_ready(anonymous):
    assert anonymous.get("/live").json == {"status": "live"}
    ready = anonymous.get("/ready")
    assert (ready.status_code, ready.json["status"]) == (200, "ready")
    assert set(ready.json["checks"].values()) == {"ok"}


def test_it_says_which_build_it_is(anonymous):
    assert anonymous.get("/version").json == {"version": VERSION, "build": BUILD}
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert re.fullmatch(r"[0-9a-f]{12}", BUILD)


def test_at_another_schema_it_is_not_ready_and_names_the_command(real_app, durable_server):
    with durable_server.connect("promptside_owner", db.engine.url.database) as owner:
        owner.execute(f"UPDATE {VERSION_TABLE} SET version_num = '0000'")

    r = real_app.test_client().get("/ready")

    assert (r.status_code, r.json["status"]) == (503, "not ready")
    assert "flask migrate" in r.json["checks"]["schema"]
    assert r.headers["Retry-After"]


def test_without_a_database_it_lives_but_is_not_ready(server, tmp_path):
    gone = f"postgresql://promptside_app@/promptside?host={tmp_path}"
    client = create_app(replace(server.settings("x"), database_url=gone)).test_client()

    assert client.get("/live").status_code == client.get("/version").status_code == 200
    r = client.get("/ready")
    assert (r.status_code, r.json["checks"]["database"]) == (503, "away")
    assert r.headers["Retry-After"]
