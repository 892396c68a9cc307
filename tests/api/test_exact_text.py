"""Any text, any JSON and any legal name come back byte for byte through all that shows them."""

import hashlib
import json
from itertools import count
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.names import LEGAL_NAMES

NDJSON = {"Content-Type": "application/x-ndjson"}
numbers = count(1)
some = settings(max_examples=25, deadline=None)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4)
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5)
CONTENTS = TEXTS | st.lists(TEXTS.map(lambda text: {"type": "text", "text": text}), max_size=3)
MESSAGES = st.builds(
    lambda more, role, content: {**more, "role": role, "content": content},
    OBJECTS.map(lambda more: {key: more[key] for key in more if key not in ("type", "role")}),
    st.sampled_from(["system", "user", "assistant", "tool"]),
    CONTENTS,
)
BODIES = TEXTS.map(lambda text: {"content": text}) | st.lists(MESSAGES, min_size=1, max_size=3).map(
    lambda messages: {"messages": messages}
)


def as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def checksum(body, parameters):
    kind = "text" if "content" in body else "chat"
    told = as_json([kind, *body.values(), parameters])
    return hashlib.sha256(told.encode()).hexdigest()


def exported(api, name):
    rows = api.call("GET", "/api/export").body.splitlines()
    (prompt,) = [row for row in map(json.loads, rows) if row["name"] == name]
    return prompt


@some
@given(body=BODIES, parameters=st.none() | OBJECTS)
def test_what_was_written_is_what_every_answer_holds(shared_api, body, parameters):
    name, asked = f"p{next(numbers)}", {**body, "parameters": parameters}

    created = shared_api.call("POST", "/api/prompts", {"name": name, **asked})

    assert created.status == 201, created.body
    id_ = created.json["id"]
    answers = [
        created.json["versions"][0],
        shared_api.call("GET", f"/api/prompts/{id_}").json["versions"][0],
        shared_api.call("GET", f"/api/prompts/{id_}/versions/1").json,
        shared_api.call("GET", f"/api/prompts/by-name/{name}").json["active"],
    ]
    for answer in answers:
        assert as_json({key: answer[key] for key in asked}) == as_json(asked)
        assert answer["checksum"] == checksum(body, parameters)
    (version,) = exported(shared_api, name)["versions"]
    assert as_json({key: version[key] for key in asked}) == as_json(asked)
    assert shared_api.call("DELETE", f"/api/prompts/{id_}").status == 204


@some
@given(name=LEGAL_NAMES, kept=st.sampled_from(["", "/"]))
def test_any_legal_name_is_created_fetched_exported_and_imported(shared_api, name, kept):
    path = f"/api/prompts/by-name/{quote(name, safe=kept)}"

    created = shared_api.call("POST", "/api/prompts", {"name": name, "content": "Hi"})
    fetched = shared_api.call("GET", path)
    line = as_json(exported(shared_api, name)).encode()
    shared_api.call("DELETE", f"/api/prompts/{created.json['id']}")
    imported = shared_api.send("POST", "/api/import", line, NDJSON).body.splitlines()
    again = shared_api.call("GET", path)

    assert (created.status, fetched.status, again.status) == (201, 200, 200)
    assert created.json["name"] == fetched.json["name"] == again.json["name"] == name
    result = json.loads(imported[0])
    assert (result["outcome"], result["name"]) == ("created", name)
    assert shared_api.call("DELETE", f"/api/prompts/{result['id']}").status == 204
