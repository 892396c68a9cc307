"""For each question what makes it valid, about things of the project made fresh."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from app.db import transaction
from app.services import releases
from app.services.access import invitations, passwords, people
from tests.access.asking import Asked, status_of
from tests.access.cast import Cast, person
from tests.access.table import Row
from tests.databases import SECRET
from tests.factories.access import PASSWORD, make_key, make_person
from tests.factories.connections import make_connection
from tests.factories.prompts import make_prompt

Recipe = Callable[[Cast], Asked]
RECIPES: dict[Row, Recipe] = {}

NDJSON = "application/x-ndjson"
SECRET_TEXT = "Known to this project alone"
NEW_PASSWORD = "another horse battery"


def recipe(method: str, route: str, case: str = "") -> Callable[[Recipe], Recipe]:
    def kept(made: Recipe) -> Recipe:
        RECIPES[Row(route, method, case)] = made
        return made

    return kept


def plain(method: str, route: str, case: str = "", **asked: Any) -> None:
    """What needs nothing to be there."""
    RECIPES[Row(route, method, case)] = lambda cast: Asked(**asked)


def rights_in(response: TestResponse) -> str:
    if response.status_code != 200:
        return status_of(response)
    return " ".join(["200", *response.json["rights"]])


def addresses_in(response: TestResponse) -> str:
    """A list of members says to admins alone where they can be reached."""
    shown = response.status_code == 200 and any(one["email"] for one in response.json)
    return status_of(response) + (" with addresses" if shown else "")


# The process, the documents, the doors.

plain("GET", "/api/me", says=rights_in)
plain("GET", "/api/members", says=addresses_in)

for path in ("/live", "/ready", "/version", "/api/openapi.json", "/api/docs", "/admin/sign-in"):
    plain("GET", path)
for path in ("/api/oidc/provider", "/api/oidc/login", "/api/oidc/callback"):
    plain("GET", path)
plain("GET", "/static/<path:filename>", path={"filename": "admin/css/base.css"})
plain("GET", "/admin/set-password")
plain("POST", "/api/logout")
plain("POST", "/admin/sign-out", form={})
plain("POST", "/admin/theme", form={"theme": "dark", "back": "/admin/"})


@recipe("POST", "/api/login")
def signing_in(cast: Cast) -> Asked:
    return Asked(json={"email": "viewer@example.com", "password": PASSWORD})


@recipe("POST", "/admin/sign-in")
def signing_in_at_the_panel(cast: Cast) -> Asked:
    return Asked(form={"email": "viewer@example.com", "password": PASSWORD})


@recipe("POST", "/api/setup")
def making_the_first_operator(cast: Cast) -> Asked:
    who = {"email": "new@example.com", "name": "New", "password": NEW_PASSWORD}
    return Asked(json={"token": people.setup_token(SECRET), **who})


@recipe("POST", "/api/password-reset")
def setting_a_password(cast: Cast) -> Asked:
    token = passwords.password_link(make_person("zoe", password=None), SECRET)
    return Asked(json={"token": token, "password": NEW_PASSWORD})


@recipe("POST", "/admin/set-password")
def setting_a_password_at_the_panel(cast: Cast) -> Asked:
    token = passwords.password_link(make_person("zoe", password=None), SECRET)
    return Asked(form={"token": token, "password": NEW_PASSWORD})


@recipe("POST", "/api/invitations/accept")
def joining(cast: Cast) -> Asked:
    who = {"email": "new@example.com", "name": "New", "password": NEW_PASSWORD}
    return Asked(json={"token": invited(cast)[1], **who})


@recipe("POST", "/api/invitations/accept", "own account")
def joining_as_oneself(cast: Cast) -> Asked:
    return Asked(json={"token": invited(cast)[1]})


def invited(cast: Cast, role: str = "viewer") -> tuple[UUID, str]:
    with transaction():
        invitation, token = invitations.invite(cast.here, role=role)
        return invitation.id, token


# One's own account.

plain("PATCH", "/api/account", json={"name": "Renamed"})
plain(
    "POST",
    "/api/account/password",
    json={"current_password": PASSWORD, "password": NEW_PASSWORD},
)
plain("GET", "/api/account/sessions")
plain("DELETE", "/api/account/sessions")


@recipe("DELETE", "/api/account/sessions/<uuid:session_id>", "own")
def ending_ones_own(cast: Cast) -> Asked:
    spare = cast.everybody["viewer"].spare_session
    return Asked(own=lambda who: {"session_id": who.spare_session or spare})


@recipe("DELETE", "/api/account/sessions/<uuid:session_id>", "another's")
def ending_anothers(cast: Cast) -> Asked:
    return Asked(path={"session_id": person("zoe", role="viewer").spare_session})


# Projects, members, invitations, keys.

plain("GET", "/api/projects")
plain("POST", "/api/projects", json={"slug": "third", "name": "Third"})


@recipe("GET", "/api/projects/<uuid:project_id>")
def seeing_the_project(cast: Cast) -> Asked:
    return Asked(path={"project_id": cast.here.project_id})


@recipe("PATCH", "/api/projects/<uuid:project_id>")
def renaming_the_project(cast: Cast) -> Asked:
    return Asked(path={"project_id": cast.here.project_id}, json={"name": "Renamed"})


MEMBER = "/api/members/<uuid:person_id>"


@recipe("PUT", MEMBER)
def giving_a_role(cast: Cast) -> Asked:
    return Asked(path=member("viewer"), json={"role": "editor"})


@recipe("PUT", MEMBER, "no member")
def letting_somebody_known_in(cast: Cast) -> Asked:
    return Asked(path=member(None), json={"role": "editor"})


@recipe("DELETE", MEMBER)
def removing_a_member(cast: Cast) -> Asked:
    return Asked(path=member("viewer"))


@recipe("POST", f"{MEMBER}/password-link")
def making_a_link(cast: Cast) -> Asked:
    return Asked(path=member("viewer"))


@recipe("POST", f"{MEMBER}/password-link", "operator")
def making_an_operators_link(cast: Cast) -> Asked:
    return Asked(path={"person_id": make_person("zoe", password=None, operator=True).id})


def member(role: str | None) -> dict[str, UUID]:
    return {"person_id": make_person("zoe", password=None, role=role).id}


plain("GET", "/api/invitations")
plain("POST", "/api/invitations", json={"role": "viewer"})


@recipe("DELETE", "/api/invitations/<uuid:invitation_id>")
def revoking_an_invitation(cast: Cast) -> Asked:
    return Asked(path={"invitation_id": invited(cast)[0]})


plain("GET", "/api/audit")
plain("GET", "/api/audit/export")
plain("GET", "/api/keys")
plain("POST", "/api/keys", json={"name": "new", "scopes": ["read"]})
plain("POST", "/api/keys", "admin", json={"name": "new", "scopes": ["admin"]})
KEY = "/api/keys/<uuid:key_id>"


def key_path(*scopes: str) -> dict[str, UUID]:
    return {"key_id": make_key(scopes=scopes or ("read",)).row.id}


recipe("GET", KEY)(lambda cast: Asked(path=key_path()))
recipe("DELETE", KEY)(lambda cast: Asked(path=key_path()))
recipe("POST", f"{KEY}/rotate")(lambda cast: Asked(path=key_path(), json={}))
recipe("POST", f"{KEY}/rotate", "admin")(lambda cast: Asked(path=key_path("admin"), json={}))

# Connections.

CONNECTION = "/api/connections/<uuid:connection_id>"
plain("GET", "/api/connections")
plain("POST", "/api/connections", json={"name": "new", "provider": "echo"})


def connection_path(cast: Cast) -> dict[str, UUID]:
    return {"connection_id": make_connection(provider="echo", api_key=None).id}


recipe("GET", CONNECTION)(lambda cast: Asked(path=connection_path(cast)))
recipe("PATCH", CONNECTION)(lambda cast: Asked(path=connection_path(cast), json={"timeout_s": 5}))
recipe("DELETE", CONNECTION)(lambda cast: Asked(path=connection_path(cast)))
recipe("POST", f"{CONNECTION}/test")(lambda cast: Asked(path=connection_path(cast), json={}))

# Prompts.

PROMPTS = "/api/prompts"
PROMPT = "/api/prompts/<uuid:prompt_id>"


def prompt_path(**fields: Any) -> dict[str, UUID]:
    return {"prompt_id": make_prompt("greet", content=SECRET_TEXT, versions=2, **fields).id}


def of_prompt(method: str, tail: str = "", case: str = "", /, **asked: Any) -> None:
    """Served is its first version of two, unless the case says otherwise."""
    fields = {"activate": False} if case == "not served" else {}
    recipe(method, PROMPT + tail, case)(lambda cast: Asked(path=prompt_path(**fields), **asked))


@recipe("GET", PROMPTS)
def listing_prompts(cast: Cast) -> Asked:
    prompt_path()
    return Asked()


@recipe("GET", PROMPTS, "search")
def searching_prompts(cast: Cast) -> Asked:
    prompt_path()
    return Asked(query={"q": "known to this"})


plain("POST", PROMPTS, json={"name": "new", "content": "Hi"})
plain("POST", PROMPTS, "activate", json={"name": "new", "content": "Hi", "activate": True})
of_prompt("GET")
of_prompt("PATCH", json={"description": "Other"})
of_prompt("PATCH", "", "rename", json={"name": "other"})
of_prompt("PATCH", "", "not served", json={"name": "other"})
of_prompt("DELETE")
of_prompt("DELETE", "", "not served")
of_prompt("GET", "/versions")
of_prompt("POST", "/versions", json={"content": "Third"})
of_prompt("POST", "/versions", "production", json={"content": "Third", "labels": ["production"]})
of_prompt("GET", "/diff", query={"from": 1, "to": 2})
of_prompt("GET", "/releases")
of_prompt("POST", "/activate", json={"version": 2})


@recipe("GET", f"{PROMPT}/versions/<number:version>")
def reading_a_version(cast: Cast) -> Asked:
    return Asked(path={**prompt_path(), "version": 1})


@recipe("POST", f"{PROMPT}/rollback")
def rolling_back(cast: Cast) -> Asked:
    path = prompt_path()
    with transaction():
        releases.activate(cast.here, path["prompt_id"], 2)
    return Asked(path=path, json={})


def fetching(case: str, **query: Any) -> None:
    def asked(cast: Cast) -> Asked:
        prompt_path()
        return Asked(path={"name": "greet"}, query=query)

    recipe("GET", "/api/prompts/by-name/<path:name>", case)(asked)


fetching("")
fetching("latest", label="latest")
fetching("version", version=1)
fetching("at", at="2999-01-01T00:00:00Z")


@recipe("GET", "/api/export")
def exporting(cast: Cast) -> Asked:
    prompt_path()
    return Asked()


def outcome_of(response: TestResponse) -> str:
    """Of an import also what became of its line."""
    if response.status_code != 200:
        return status_of(response)
    return f"200 {json.loads(response.text.splitlines()[0])['outcome']}"


def importing(case: str, **fields: Any) -> None:
    line = json.dumps({"name": "new", "versions": [{"content": "Hi"}], **fields}).encode()
    plain("POST", "/api/import", case, data=line, mimetype=NDJSON, says=outcome_of)


importing("")
importing("served", active_version=1)
