"""What a newer OpenAPI document takes away from the programs written against an older one."""

import math
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

METHODS = ("get", "put", "post", "patch", "delete", "head", "options", "trace")


def breaking_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Sentences; none when every program that worked goes on working."""
    return list(dict.fromkeys(Comparison(old, new).paths()))


class Comparison:
    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, str, bool]] = set()

    def paths(self) -> Iterator[str]:
        for path, old_item in self.old.get("paths", {}).items():
            new_item = self.new.get("paths", {}).get(path)
            if new_item is None:
                yield f"{path} is gone"
                continue
            for method in METHODS:
                if method not in old_item:
                    continue
                where = f"{method.upper()} {path}"
                if method not in new_item:
                    yield f"{where} is gone"
                    continue
                yield from self.parameters(
                    where,
                    old_item.get("parameters", []) + old_item[method].get("parameters", []),
                    new_item.get("parameters", []) + new_item[method].get("parameters", []),
                )
                yield from self.body(where, old_item[method], new_item[method])
                yield from self.answers(where, old_item[method], new_item[method])

    def parameters(self, where: str, old: list[Any], new: list[Any]) -> Iterator[str]:
        before = {(p["in"], p["name"]): p for p in (resolve(self.old, p) for p in old)}
        after = {(p["in"], p["name"]): p for p in (resolve(self.new, p) for p in new)}
        for key, parameter in before.items():
            if key not in after:
                yield f"{where}: the {key[0]} parameter {key[1]} is gone"
            else:
                schemas = parameter.get("schema", {}), after[key].get("schema", {})
                yield from self.schema(f"{where}: {key[1]}", *schemas, sent=True)
        for key, parameter in after.items():
            was_required = before.get(key, {}).get("required", False)
            if parameter.get("required") and not was_required:
                yield f"{where}: the {key[0]} parameter {key[1]} is required now"

    def body(self, where: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        before = resolve(self.old, old.get("requestBody", {}))
        after = resolve(self.new, new.get("requestBody", {}))
        if after.get("required") and not before.get("required"):
            yield f"{where}: a body is required now"
        yield from self.content(f"{where}: body", before, after, sent=True)

    def answers(self, where: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        for status, answer in old.get("responses", {}).items():
            if not status.startswith("2"):
                continue
            if status not in new.get("responses", {}):
                yield f"{where}: the answer {status} is gone"
                continue
            answers = resolve(self.old, answer), resolve(self.new, new["responses"][status])
            yield from self.content(f"{where}: {status}", *answers, sent=False)

    def content(self, where: str, old: Any, new: Any, *, sent: bool) -> Iterator[str]:
        for media_type, old_media in old.get("content", {}).items():
            new_media = new.get("content", {}).get(media_type)
            if new_media is None:
                yield f"{where}: {media_type} is gone"
            else:
                schemas = old_media.get("schema", {}), new_media.get("schema", {})
                yield from self.schema(where, *schemas, sent=sent)

    def schema(self, where: str, old: Any, new: Any, *, sent: bool) -> Iterator[str]:
        """`sent` by the program or answered to it: what narrows one way widens the other."""
        if not isinstance(old, dict) or not isinstance(new, dict):
            return
        pair = (old.get("$ref", ""), new.get("$ref", ""), sent)
        if any(pair[:2]):
            if pair in self.seen:
                return
            self.seen.add(pair)
        old, new = resolve(self.old, old), resolve(self.new, new)
        yield from self.values(where, old, new, sent=sent)
        narrow, wide = (old, new) if sent else (new, old)
        if types(wide) and not types(narrow) <= types(wide):
            yield f"{where}: its type has changed"
        yield from self.properties(where, old, new, sent=sent)
        for word in ("items", "additionalProperties"):
            inner = old.get(word), new.get(word)
            yield from self.schema(f"{where}[]", *inner, sent=sent)
        yield from self.choices(where, old, new, sent=sent)
        if sent:
            yield from limits(where, old, new)
            yield from self.conditions(where, old, new)

    def values(self, where: str, old: Any, new: Any, *, sent: bool) -> Iterator[str]:
        before, after = enum(old), enum(new)
        if before is None and after is not None and sent:
            yield f"{where}: only some values are taken now"
        for value in before or []:
            if after is not None and value not in after:
                yield f"{where}: the value {value!r} is gone"

    def choices(self, where: str, old: Any, new: Any, *, sent: bool) -> Iterator[str]:
        for word in ("anyOf", "oneOf"):
            before, after = old.get(word, []), new.get(word, [])
            narrow, wide = (before, after) if sent else (after, before)
            if wide and len(narrow) != len(wide) and (not narrow or len(narrow) > len(wide)):
                yield f"{where}: there are {'fewer' if sent else 'more'} kinds of it now"
            for pair in zip(before, after, strict=False):
                yield from self.schema(where, *pair, sent=sent)
        for pair in zip_longest(old.get("allOf", []), new.get("allOf", []), fillvalue={}):
            yield from self.schema(where, *pair, sent=sent)

    def conditions(self, where: str, old: Any, new: Any) -> Iterator[str]:
        """What is asked only of some of what is sent."""
        for word in ("if", "not"):
            if new.get(word, old.get(word)) != old.get(word):
                yield f"{where}: its condition has changed"
        for word in sorted({"then", "else"} & {*old, *new}):
            parts = old.get(word, {}), new.get(word, {})
            names = {name for part in parts for name in part.get("properties", {})}
            yield from self.schema(where, *(naming_all(part, names) for part in parts), sent=True)

    def properties(self, where: str, old: Any, new: Any, *, sent: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name, schema in before.items():
            if name not in after:
                yield f"{where}: the field {name} is gone"
            else:
                yield from self.schema(f"{where}.{name}", schema, after[name], sent=sent)
        first, then = (new, old) if sent else (old, new)
        for name in sorted(set(first.get("required", [])) - set(then.get("required", []))):
            if sent:
                yield f"{where}: the field {name} is required now"
            elif name in after:
                yield f"{where}: the field {name} may be missing now"


def resolve(document: dict[str, Any], node: Any) -> Any:
    """What a `$ref` points at, or the node itself."""
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def types(schema: dict[str, Any]) -> set[str]:
    found = schema.get("type", [])
    return {found} if isinstance(found, str) else set(found)


def naming_all(part: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """A condition that says nothing of a field leaves it as it is; the field is not gone."""
    said = part.get("properties", {})
    return part | {"properties": {name: said.get(name, {}) for name in sorted(names)}}


def enum(schema: dict[str, Any]) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def limits(where: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Less room for what is sent."""
    for what in ("Length", "Items", "Properties", "imum"):
        most, least = f"max{what}", f"min{what}"
        if most in new and new[most] < old.get(most, math.inf):
            yield f"{where}: {most} is {new[most]} now"
        if least in new and new[least] > old.get(least, 0 if what != "imum" else -math.inf):
            yield f"{where}: {least} is {new[least]} now"
    for word in ("pattern", "format"):
        if word in new and new[word] != old.get(word):
            yield f"{where}: its {word} has changed"
