"""The registry over HTTP beside a model of a few lines: whatever is done, both say the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.live import Answer, LiveApi

NDJSON = {"Content-Type": "application/x-ndjson"}
runs = count(1)

NAMES = st.sampled_from(["a", "a/b", "A", "a%2Fb", "50 %", "x_y", "ä/ß", "q?r=s&t", "1"])
WORDS = st.sampled_from(["red", "Red_", "GREEN", "50%", "Ärger", "blue {{ sky }}", "\\", ""])
TEXTS = WORDS.map(lambda word: {"content": word})
CHATS = WORDS.map(lambda word: {"messages": [{"role": "user", "content": word}]})
PARAMETERS = st.none() | st.just({"b": 1, "a": 2})
TAGS = st.lists(st.sampled_from(["x", "hot", "50%"]), max_size=2, unique=True)
EXPECTED = st.sampled_from([None, None, None, 1, 2])
FEW = 3
"""Prompts at a time, so that enough happens to each."""
SEARCHES = ["re", "red", "RED_", "0%", "50%", "ärg", "sky", "\\", "green", "hot", "a/", "x"]


@dataclass
class Known:
    """What the model knows of one prompt."""

    id: str
    name: str
    kind: str
    description: str | None
    tags: list[str]
    bodies: list[Any] = field(default_factory=list)
    active: int | None = None
    moves: list[tuple[int | None, int | None, int | None]] = field(default_factory=list)
    """(from, to, the place of the move that this one undoes)."""
    seen: dict[str, Any] = field(default_factory=dict)
    """ETag → the answer that carried it."""

    def move(self, to: int, undoes: int | None = None) -> None:
        if to != self.active:
            self.moves.append((self.active, to, undoes))
            self.active = to

    def undoable(self) -> int | None:
        undone = {undoes for _, _, undoes in self.moves}
        left = [
            place
            for place, (_, _, undoes) in enumerate(self.moves)
            if undoes is None and place not in undone
        ]
        return left[-1] if left and self.moves[left[-1]][0] is not None else None

    def holds(self, text: str) -> bool:
        """Under three characters only name and tags are looked through."""
        parts = [self.name, *self.tags]
        if len(text) >= 3:
            newest = self.bodies[-1]
            said = newest["messages"][0] if self.kind == "chat" else newest
            parts += [self.description or "", said["content"]]
        return any(text.casefold() in part.casefold() for part in parts)


class Registry(RuleBasedStateMachine):
    """Every run has prompts of its own, told apart by a tag."""

    api: ClassVar[LiveApi]
    prompts = Bundle("prompts")

    def __init__(self) -> None:
        super().__init__()
        self.run = f"run-{next(runs)}"
        self.known: dict[str, Known] = {}
        self.searches = cycle(SEARCHES)

    def call(self, *request: Any) -> Answer:
        answer = self.api.call(*request)
        assert answer.status < 500, answer.body
        return answer

    def named(self, name: str) -> Known | None:
        return next((known for known in self.known.values() if known.name == name), None)

    @initialize(target=prompts, name=NAMES, body=TEXTS | CHATS)
    def begin(self, name, body):
        return self.create(name, body, None, None, [], True)

    @precondition(lambda self: len(self.known) < FEW)
    @rule(
        target=prompts,
        name=NAMES,
        body=TEXTS | CHATS,
        parameters=PARAMETERS,
        description=st.none() | WORDS,
        tags=TAGS,
        activate=st.booleans(),
    )
    def create(self, name, body, parameters, description, tags, activate):
        name = f"{self.run}/{name}"
        asked = {**body, "parameters": parameters, "description": description}
        tags = [*tags, self.run]
        r = self.call(
            "POST", "/api/prompts", {"name": name, "tags": tags, "activate": activate, **asked}
        )

        if self.named(name):
            assert (r.status, r.json["code"], r.json["name"]) == (409, "name_is_taken", name)
            return multiple()
        assert r.status == 201
        kind = "chat" if "messages" in body else "text"
        known = Known(r.json["id"], name, kind, description, tags)
        known.bodies.append({**body, "parameters": parameters})
        if activate:
            known.move(1)
        self.known[known.id] = known
        return known.id

    @rule(
        id_=prompts,
        word=WORDS,
        parameters=PARAMETERS,
        release=st.booleans(),
        expected=EXPECTED,
    )
    def save(self, id_, word, parameters, release, expected):
        known = self.known[id_]
        body = {"content": word}
        if known.kind == "chat":
            body = {"messages": [{"role": "user", "content": word}]}
        asked: dict[str, Any] = {**body, "parameters": parameters}
        if release:
            asked["labels"] = ["production"]
        if expected:
            asked["expected_latest"] = expected
        r = self.call("POST", f"/api/prompts/{id_}/versions", asked)

        if expected and expected != len(known.bodies):
            assert r.status == 412
            assert (r.json["expected"], r.json["actual"]) == (expected, len(known.bodies))
            return
        is_new = known.bodies[-1] != {**body, "parameters": parameters}
        if is_new:
            known.bodies.append({**body, "parameters": parameters})
        if release:
            known.move(len(known.bodies))
        assert (r.status, r.json["version"]) == (201 if is_new else 200, len(known.bodies))

    @rule(id_=prompts, version=st.integers(1, 4), expected=EXPECTED)
    def activate(self, id_, version, expected):
        known = self.known[id_]
        asked = {"version": version} | ({"expected": expected} if expected else {})
        r = self.call("POST", f"/api/prompts/{id_}/activate", asked)

        if expected and expected != known.active:
            assert r.status == 412
        elif version > len(known.bodies):
            assert (r.status, r.json["code"]) == (404, "no_such_version")
        else:
            assert r.status == 200
            known.move(version)

    @rule(id_=prompts)
    def roll_back(self, id_):
        known = self.known[id_]
        r = self.call("POST", f"/api/prompts/{id_}/rollback", {})

        place = known.undoable()
        if place is None:
            assert (r.status, r.json["code"]) == (409, "nothing_to_undo")
        else:
            assert r.status == 200
            known.move(known.moves[place][0] or 0, place)

    @rule(id_=prompts, name=NAMES, description=st.none() | WORDS, tags=TAGS, fresh=st.booleans())
    def describe(self, id_, name, description, tags, fresh):
        known, name = self.known[id_], f"{self.run}/{name}"
        asked = {"name": name, "description": description, "tags": [*tags, self.run]}
        etag = self.call("GET", f"/api/prompts/{id_}").headers["ETag"] if fresh else '"0"'
        r = self.call("PATCH", f"/api/prompts/{id_}", asked, {"If-Match": etag})

        if not fresh:
            assert r.status == 412
        elif self.named(name) not in (None, known):
            assert (r.status, r.json["name"]) == (409, name)
        else:
            assert r.status == 200
            known.name, known.description = name, description
            known.tags = [*tags, self.run]

    @precondition(lambda self: len(self.known) == FEW)
    @rule(id_=consumes(prompts))
    def delete(self, id_):
        moves = self.known.pop(id_).moves

        assert self.call("DELETE", f"/api/prompts/{id_}").status == 204
        assert self.call("GET", f"/api/prompts/{id_}").status == 404
        log = self.call("GET", f"/api/prompts/{id_}/releases?limit=100")
        assert log.status == (200 if moves else 404)

    @rule()
    def export_and_import_again(self):
        exported = self.call("GET", "/api/export").body
        r = self.api.send("POST", "/api/import", exported, NDJSON)

        *results, summary = (json.loads(line) for line in r.body.splitlines())
        assert summary["summary"]["complete"]
        assert {result["outcome"] for result in results} <= {"unchanged"}
        assert self.call("GET", "/api/export").body == exported

    @invariant()
    def the_list_is_the_models(self):
        r = self.call("GET", f"/api/prompts?limit=100&tag={self.run}&body=false")

        assert [row["id"] for row in r.json] == list(reversed(self.known))

    @invariant()
    def search_finds_what_holds_the_text(self):
        text = next(self.searches)
        r = self.call("GET", f"/api/prompts?limit=100&tag={self.run}&q={quote(text)}")

        found = sorted(row["name"] for row in r.json)
        assert found == sorted(known.name for known in self.known.values() if known.holds(text))

    @invariant()
    def every_prompt_is_the_models(self):
        for known in self.known.values():
            self.check_detail(known)
            self.check_fetch(known)

    def check_detail(self, known):
        r = self.call("GET", f"/api/prompts/{known.id}")

        shown = r.json
        newest_first = [
            {key: version[key] for key in known.bodies[0]} for version in shown["versions"]
        ]
        assert newest_first == known.bodies[::-1]
        assert [version["version"] for version in shown["versions"]] == list(
            range(len(known.bodies), 0, -1)
        )
        for name in ("name", "kind", "description", "tags"):
            assert shown[name] == getattr(known, name)
        labels = {"latest": len(known.bodies)}
        labels |= {"production": known.active} if known.active else {}
        assert (shown["active_version"], shown["labels"]) == (known.active, labels)
        # The tag of an answer changes if the answer does, and only then.
        assert known.seen.setdefault(r.headers["ETag"], shown) == shown
        assert list(known.seen.values()).count(shown) == 1
        log = self.call("GET", f"/api/prompts/{known.id}/releases?limit=100").json
        moves = [(row["from_version"], row["to_version"]) for row in log]
        assert moves == [(old, new) for old, new, _ in reversed(known.moves)]

    def check_fetch(self, known):
        path = f"/api/prompts/by-name/{quote(known.name, safe='/')}"
        r = self.call("GET", path)

        if known.active is None:
            assert (r.status, r.json["code"]) == (404, "no_active_version")
            assert r.json["latest_version"] == len(known.bodies)
        else:
            assert (r.json["id"], r.json["active"]["version"]) == (known.id, known.active)
            assert {key: r.json["active"][key] for key in known.bodies[0]} == known.bodies[
                known.active - 1
            ]
            again = self.call("GET", path, None, {"If-None-Match": r.headers["ETag"]})
            assert (again.status, again.body) == (304, b"")
        newest = self.call("GET", f"{path}?label=latest").json["active"]["version"]
        beyond = self.call("GET", f"{path}?version={len(known.bodies) + 1}")
        assert (newest, beyond.status) == (len(known.bodies), 404)

    def teardown(self):
        for id_ in self.known:
            self.api.call("DELETE", f"/api/prompts/{id_}")


@pytest.mark.parametrize(
    ("examples", "steps", "phases"),
    [
        (5, 40, [Phase.generate]),
        pytest.param(20, 80, [Phase.generate, Phase.shrink], marks=pytest.mark.more),
    ],
    ids=["short", "long"],
)
def test_the_registry_is_what_its_model_is(shared_api, examples, steps, phases):
    machine = type("Registry", (Registry,), {"api": shared_api})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=phases,
            deadline=None,
            database=None,
            derandomize=Phase.shrink not in phases,
            suppress_health_check=list(HealthCheck),
        ),
    )
