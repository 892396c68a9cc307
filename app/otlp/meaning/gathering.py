"""Lists that are spread over numbered names, such as `gen_ai.prompt.0.role`."""

from __future__ import annotations

from typing import Any

LISTS = (
    "llm.input_messages",
    "llm.output_messages",
    "gen_ai.prompt",
    "gen_ai.completion",
    "llm.prompts",
    "llm.choices",
)
PREFIXES = tuple(f"{name}." for name in LISTS)
DEEPEST = 16


class Branch(dict[str, Any]):
    """A node of the tree that names spell; a plain dict is a value that was sent."""


def gathered(numbered: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Lists by their name, and the attributes that belong to none."""
    trees: dict[str, Branch] = {}
    rest: dict[str, Any] = {}
    for name, value in numbered.items():
        prefix = next(prefix for prefix in PREFIXES if name.startswith(prefix))
        steps = name[len(prefix) :].split(".")
        tree = trees.setdefault(prefix[:-1], Branch())
        if not is_number(steps[0]) or len(steps) > DEEPEST or not planted(tree, steps, value):
            rest[name] = value
    return {name: grown(tree) for name, tree in trees.items() if tree}, rest


def planted(tree: Branch, steps: list[str], value: Any) -> bool:
    """Put a value into its place; whether that was free."""
    for step in steps[:-1]:
        below = tree.setdefault(step, Branch())
        if not isinstance(below, Branch):
            return False
        tree = below
    if steps[-1] in tree:
        return False
    tree[steps[-1]] = value
    return True


def grown(node: Any) -> Any:
    """Branches with numbers for names are lists, in that order."""
    if not isinstance(node, Branch):
        return node
    if all(map(is_number, node)):
        return [grown(node[name]) for name in sorted(node, key=int)]
    return {name: grown(below) for name, below in node.items()}


def is_number(step: str) -> bool:
    return step.isascii() and step.isdecimal() and len(step) <= 9
