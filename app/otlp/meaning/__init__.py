"""What attributes mean: names of several conventions → the fields of a span."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.otlp import bounds
from app.otlp.meaning import genai, kinds, langfuse, openinference, others
from app.otlp.meaning.gathering import gathered
from app.otlp.meaning.messages import conversation_in
from app.otlp.meaning.names import Found, Table, read_known
from app.otlp.meaning.usage import tokens_of
from app.otlp.sent import Scope, Sent

SPANS = Table(
    [
        *kinds.NAMES,
        *langfuse.NAMES,
        *genai.NAMES,
        *openinference.MESSAGES,
        *openinference.NAMES,
        *others.NAMES,
        *openinference.PLAIN,
        *langfuse.OF_TRACE,
    ]
)
RESOURCES = Table(langfuse.OF_RESOURCE)
BOUNDED = ("input", "output", "parameters", "status_message")
"""Fields that may hold much."""


def of_resource(attributes: dict[str, Any], scope: Scope) -> Found:
    """What is true of all spans of an instrumentation in one process."""
    known = RESOURCES.in_order(attributes)
    found = Found(
        rest={name: value for name, value in attributes.items() if name not in RESOURCES.ranks}
    )
    read_known(attributes, known, found)
    scoped = {"name": scope.name, "version": scope.version, **scope.attributes}
    found.rest |= {f"otel.scope.{name}": value for name, value in scoped.items() if value != ""}
    return found


def of_span(sent: Sent, quotes_metadata: bool) -> Found:
    """What a span's attributes and events say. Events that were read are taken from it."""
    if sent.events:
        genai.take_from_events(sent)
    attributes = sent.attributes
    plan = SPANS.plan_for(attributes)
    found = Found(rest={name: attributes[name] for name in plan.rest})
    known = plan.known
    if plan.numbered:
        gather(plan.numbered, attributes, found)
        known = SPANS.in_order(attributes)
    read_known(attributes, known, found)
    settle(found, sent, quotes_metadata)
    return found


def gather(numbered: Iterable[str], attributes: dict[str, Any], found: Found) -> None:
    """Put lists that are spread over numbered names beside them, unless they are there whole."""
    lists, rest = gathered({name: attributes[name] for name in numbered})
    found.rest |= rest
    for name, value in lists.items():
        if name in attributes:
            found.rest |= {key: attributes[key] for key in numbered if key.startswith(f"{name}.")}
        else:
            attributes[name] = value


def settle(found: Found, sent: Sent, quotes_metadata: bool) -> None:
    """What takes more than one attribute to know."""
    attributes, facts = sent.attributes, found.facts
    genai.settle(found, sent)
    kinds.settle(found, attributes)
    openinference.settle(found, sent)
    langfuse.settle(found, sent)
    if quotes_metadata:
        langfuse.unquote_metadata(found, sent.truncated)
    if "parameters" in found.parts:
        facts["parameters"] = found.parts["parameters"]
    if "all_parameters" in facts:
        facts["parameters"] = {**facts.pop("all_parameters"), **facts.get("parameters", {})}
        found.won["parameters"] = found.won["all_parameters"]
    if facts.get("kind") == "generation":
        take_conversation(found, sent)
    if "usage" in found.parts:
        facts.update(tokens_of(found.parts["usage"]))
    if "prompt_version" in facts and not ("prompt_name" in facts or "prompt_id" in facts):
        found.put_back("prompt_version", attributes)
    bound(found, sent)


def take_conversation(found: Found, sent: Sent) -> None:
    """Of a request to a model that was recorded whole, what is no message is a parameter."""
    conversation = conversation_in(found.facts.get("input"))
    if conversation is None:
        return
    found.facts["input"], others = conversation
    if others:
        others = bounds.bounded(others, sent.truncated, found.won["input"])
        found.facts["parameters"] = {**others, **found.facts.get("parameters", {})}


def bound(found: Found, sent: Sent) -> None:
    """Cut what was read from JSON text, and what was left whole to be read."""
    facts, rest, truncated = found.facts, found.rest, sent.truncated
    for place in BOUNDED:
        if place in facts:
            name = found.won.get(place, place)
            text = sent.attributes.get(name)
            if sent.long or (isinstance(text, str) and not bounds.is_harmless(text)):
                facts[place] = bounds.bounded(facts[place], truncated, name)
    if sent.long:
        for name in list(rest):
            rest[name] = bounds.bounded(rest[name], truncated, name)
