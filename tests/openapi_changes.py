"""What a newer OpenAPI document takes away from the programs written against an older one."""

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
        for value in old.get("enum", []):
            if "enum" in new and value not in new["enum"]:
                yield f"{where}: the value {value!r} is gone"
        narrow, wide = (old, new) if sent else (new, old)
        if types(wide) and not types(narrow) <= types(wide):
            yield f"{where}: its type has changed"
        yield from self.properties(where, old, new, sent=sent)
        for word in ("items", "additionalProperties"):
            inner = old.get(word), new.get(word)
            yield from self.schema(f"{where}[]", *inner, sent=sent)
        for word in ("allOf", "anyOf", "oneOf"):
            for choices in zip_longest(old.get(word, []), new.get(word, [])):
                yield from self.schema(where, *choices, sent=sent)

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
