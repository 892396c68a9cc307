"""What a repository holds: prompts that are drafts still."""

from __future__ import annotations

import json
from io import BufferedReader
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


def opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error


def text_of(path: Path) -> str:
    """UTF-8, with or without a byte order mark, every character as it is."""
    try:
        with opened(path) as file:
            return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8.") from error


def json_in(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where} is not JSON: {error}.") from error
