"""A report as JUnit XML: a suite an evaluator, a case an item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from promptside.report import Report, Result, Row, Score, number, subject_of

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""
OUTPUT_LENGTH = 10_000
MESSAGE_LENGTH = 1_000


def junit(report: Report) -> bytes:
    root = Element("testsuites", name="promptside eval")
    items = by_item(report.results)
    for row in report.rows:
        root.append(suite(report, row, items))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(part.get(name, 0)) for part in root)))
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def by_item(results: Iterable[Result]) -> list[list[Result]]:
    """The trials of each item, in the order they came in."""
    items: dict[str, list[Result]] = {}
    for result in results:
        items.setdefault(result.key, []).append(result)
    return list(items.values())


def suite(report: Report, row: Row, items: list[list[Result]]) -> Element:
    made = element("testsuite", name=str(row.evaluator))
    properties = SubElement(made, "properties")
    properties.extend(element("property", name=n, value=v) for n, v in facts(report, row))
    cases = [case(report, row, trials) for trials in items]
    made.extend(cases)
    made.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error")):
        made.set(attribute, str(sum(one.find(tag) is not None for one in cases)))
    made.set("time", f"{sum(float(one.get('time', 0)) for one in cases):.3f}")
    return made


def facts(report: Report, row: Row) -> Iterator[tuple[str, str]]:
    yield "experiment", str(report.experiment["id"])
    yield "subject", report.subject
    yield "dataset", report.dataset
    if report.baseline:
        yield "baseline", subject_of(report.baseline)
        yield "baseline experiment", str(report.baseline["id"])
    yield "value", number(row.value)
    yield "verdict", row.verdict
    for failure in row.failures:
        yield "failure", failure


def case(report: Report, row: Row, trials: list[Result]) -> Element:
    seconds = sum(result.latency_ms or 0 for result in trials) / 1000
    made = element(
        "testcase",
        classname=f"{report.dataset}.{row.evaluator}",
        name=trials[0].key,
        time=f"{seconds:.3f}",
    )
    trouble = trouble_of(row, trials)
    if trouble:
        tag, message = trouble
        first_line = message.split("\n", 1)[0][:MESSAGE_LENGTH]
        told = element(tag, message=first_line, type=row.evaluator.name)
        told.text = clean("\n".join([message, *outputs(trials)]))
        made.append(told)
    return made


def trouble_of(row: Row, trials: list[Result]) -> tuple[str, str] | None:
    """An error before a failure. A value without a pass mark fails where the baseline had more."""
    place = row.evaluator.position
    errors = [error for result in trials if (error := error_of(result, place))]
    if errors:
        return "error", among(errors, trials)
    scores = [result.scores[place] for result in trials]
    failed = [reason_of(score) for score in scores if score.passed is False]
    if failed:
        return "failure", among(failed, trials)
    if all(score.passed is None for score in scores):
        for item in row.fallen:
            if item.key == trials[0].key:
                reason = f": {item.reason}" if item.reason else ""
                return "failure", f"{number(item.before)} → {number(item.after)}{reason}"
    return None


def error_of(result: Result, place: int) -> str | None:
    if result.error:
        return result.error
    score = result.scores.get(place)
    return score.error if score else "not judged"


def reason_of(score: Score) -> str:
    return score.reason or f"value {number(score.value)}"


def among(reasons: list[str], trials: list[Result]) -> str:
    if len(trials) == 1:
        return reasons[0]
    return f"{len(reasons)} of {len(trials)} trials: {reasons[0]}"


def outputs(trials: list[Result]) -> Iterator[str]:
    for result in trials:
        if result.output is not None:
            yield f"\nOutput of trial {result.trial}:\n{text_of(result.output)[:OUTPUT_LENGTH]}"


def text_of(output: Any) -> str:
    """The text of an assistant's message, or whatever else it is as JSON."""
    if isinstance(output, dict) and isinstance(output.get("content"), str):
        return str(output["content"])
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)


def element(tag: str, **attributes: str) -> Element:
    return Element(tag, {name: clean(value) for name, value in attributes.items()})


def clean(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
