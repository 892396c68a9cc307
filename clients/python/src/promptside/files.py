"""What a repository holds: a prompt that is still a draft, and outputs one has already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from promptside.errors import BadInput


def draft_in(path: Path) -> dict[str, Any]:
    """`.json`: an array of messages, or an object with `messages` or `content`, and `parameters`.

    Anything else is the text of a prompt, without the one line end that editors add.
    """
    text = text_of(path)
    if path.suffix.lower() != ".json":
        return {"content": text.removesuffix("\n").removesuffix("\r")}
    told = json_in(text, str(path))
    if isinstance(told, list):
        return {"messages": told}
    if not isinstance(told, dict) or ("messages" in told) == ("content" in told):
        raise BadInput(
            f"{path} must hold an array of messages,"
            ' or an object with "messages" or "content" (and "parameters").'
        )
    kept = ("messages", "content", "parameters")
    return {name: told[name] for name in kept if name in told}


def outputs_in(path: Path) -> list[dict[str, Any]]:
    """A line each: `{"key": of the item, "output": …}`."""
    found = list(objects_in(text_of(path), path))
    if not found:
        raise BadInput(f"{path} holds no outputs.")
    return found


def objects_in(text: str, path: Path) -> Iterator[dict[str, Any]]:
    # Not by splitlines, which ends a line at characters that JSON allows within a string.
    for place, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        told = json_in(line, f"{path}, line {place}")
        if not isinstance(told, dict) or not isinstance(told.get("key"), str):
            raise BadInput(
                f'{path}, line {place}: write {{"key": "of the item", "output": …}}, one a line.'
            )
        yield told


def text_of(path: Path) -> str:
    """UTF-8, with or without a byte order mark, every character as it is."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8.") from error


def json_in(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where} is not JSON: {error}.") from error
