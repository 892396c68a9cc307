"""JSON Schemas of datasets: what they refuse, and that nothing they say keeps us busy."""

import time

import pytest

from app.errors import Invalid
from app.json_schemas import Shape
from tests.factories.datasets import items_in, make_dataset, put

BAD = {
    "not a type": ({"type": "texts"}, "Not a JSON Schema"),
    "another draft": ({"$schema": "http://json-schema.org/draft-07/schema#"}, "Draft 2020-12"),
    "a remote reference": ({"$ref": "http://localhost:1/x.json"}, "only references into"),
    "a file": ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "only references into"),
    "a reference to nothing": ({"$ref": "#/$defs/none"}, "leads nowhere"),
    "a reference to no schema": ({"type": "object", "$ref": "#/type"}, "does not lead to"),
    "a dynamic reference": ({"$dynamicRef": "#a"}, "`$dynamicRef` is not supported"),
    "patterns of names": ({"patternProperties": {"^a": {}}}, "`patternProperties` is not"),
    "no pattern": ({"properties": {"a": {"pattern": "("}}}, "'(' is not a 'regex'"),
    "looking back": ({"pattern": r"(?<=a)b"}, "cannot be used"),
    "much": ({"description": "x" * 64 * 1024}, "At most 64 KiB"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_schema_that_cannot_be_used_is_refused(caller, name):
    schema, said = BAD[name]

    for field in ("input_schema", "expected_schema"):
        with pytest.raises(Invalid) as refusal:
            make_dataset("q", **{field: schema})

        assert said in refusal.value.errors["json"][field][0]


def test_what_stands_in_data_is_no_schema(caller):
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "enum": [{"$ref": "http://localhost:1/"}],
        "properties": {"pattern": {"type": "string"}, "$ref": {"const": {"pattern": "("}}},
    }

    make_dataset("q", input_schema=schema)


def test_references_within_are_followed(caller):
    tree = {"type": "array", "items": {"$ref": "#/$defs/tree"}}
    dataset = make_dataset("q", input_schema={"$defs": {"tree": tree}, "$ref": "#/$defs/tree"})

    put(dataset, {"input": [[], [[]]]})
    with pytest.raises(Invalid, match=r"\[0\]\[0\]: 5 is not of type 'array'"):
        put(dataset, {"input": [[5]]})


def test_the_place_of_what_is_wrong_is_named(caller):
    schema = {"properties": {"turns": {"items": {"required": ["role"]}}}}
    dataset = make_dataset("q", input_schema=schema)

    with pytest.raises(Invalid, match=r"turns\[1\]: 'role' is a required property"):
        put(dataset, {"input": {"turns": [{"role": "user"}, {}]}})
    assert items_in(dataset) == []


def test_an_expectation_that_is_not_there_fulfils_every_schema(caller):
    dataset = make_dataset("q", expected_schema={"type": "string"})

    assert put(dataset, {"input": 1}).added == 1


def multiplied(depth):
    """Each level twice the one below."""
    levels = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(depth)}
    return {"$defs": {**levels, f"a{depth}": {}}, "$ref": "#/$defs/a0"}


ENDLESS = {
    "a circle": ({"$ref": "#"}, 1),
    "a multiplication": (multiplied(40), 1),
    "a long pattern": ({"pattern": "(a+)+$"}, "a" * 50_000 + "!"),
    "many alike": ({"uniqueItems": True}, [{"a": n} for n in range(40_000)] + [{"a": 0}]),
    "many": ({"allOf": [{"items": {"type": "integer"}}] * 900}, list(range(100_000))),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_nothing_keeps_us_busy(name):
    schema, value = ENDLESS[name]
    began = time.process_time()

    assert Shape(schema).problem(value, 100_000) is not None
    assert time.process_time() - began < 5
