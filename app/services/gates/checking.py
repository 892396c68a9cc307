"""Whether a version may have a label: asked within the transaction of the move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.errors import Conflict
from app.models import Experiment, Prompt
from app.models.gates import BASELINE, EXPERIMENT, MAX_DROP, MINIMUM, RUNNING
from app.services import audit, policy
from app.services.gates.evidence import newest_evidence, newest_open
from app.services.gates.fitting import Guard, guards_before, title_of
from app.services.gates.measuring import Shown, shown_by, worst_drop
from app.services.gates.sentences import dropped, run_one, short_of, unclear, wait_for
from app.services.policy import Caller

CLOSE = 1e-9
"""A mean of many floating-point numbers is not exactly what it is on paper."""


class GateNotMet(Conflict):
    """A gate stands before the label; `missing` says what each that is shut still asks for."""


@dataclass(frozen=True)
class Finding:
    """What one gate says of one version: by what it lets it through, or `what` is missing."""

    guard: Guard
    evidence: Experiment | None = None
    baseline: Experiment | None = None
    value: float | None = None
    interval: tuple[float, float] | None = None
    drop: float | None = None
    what: str | None = None
    detail: str | None = None

    @property
    def passes(self) -> bool:
        return self.what is None

    @property
    def evidence_id(self) -> str | None:
        return str(self.evidence.id) if self.evidence else None

    @property
    def baseline_id(self) -> str | None:
        return str(self.baseline.id) if self.baseline else None

    @property
    def passed_by(self) -> dict[str, Any]:
        """As a release keeps it."""
        return {
            "gate_id": str(self.guard.gate.id),
            "experiment_id": self.evidence_id,
            "baseline_experiment_id": self.baseline_id,
            "value": self.value,
            "interval": self.interval,
            "drop": self.drop,
        }

    @property
    def missing(self) -> dict[str, Any]:
        gate_id = str(self.guard.gate.id)
        return {"gate_id": gate_id, "what": self.what, "detail": self.detail}


@dataclass(frozen=True)
class Passage:
    """What a release keeps of the gates it came through, or past."""

    gates: list[dict[str, Any]] | None = None
    is_overridden: bool = False


def require_passed(
    caller: Caller,
    prompt: Prompt,
    version: int,
    label: str,
    *,
    override: bool = False,
    reason: str | None = None,
    first: str = "",
) -> Passage:
    """With the project and the prompt locked; the experiments that count are, from here on.

    `first` is what to do before anything that is missing can be made.
    """
    findings = findings_of(prompt, version, label, lock=True)
    shut = [one for one in findings if not one.passes]
    missing = [one.missing for one in shut]
    if not shut:
        return Passage([one.passed_by for one in findings] or None)
    if not override:
        raise refusal(prompt.name, version, label, missing, first)
    policy.require(caller, policy.ADMIN)
    for one in shut:
        record_override(caller, prompt, version, one, reason)
    return Passage(missing, is_overridden=True)


def record_override(
    caller: Caller, prompt: Prompt, version: int, shut: Finding, reason: str | None
) -> None:
    gate = shut.guard.gate
    audit.record(
        caller,
        "gate.overridden",
        gate.id,
        title_of(gate),
        {
            "prompt": [None, prompt.name],
            gate.label: [prompt.active_version, version],
            "missing": [None, shut.detail],
        },
        reason=reason,
        project_id=prompt.project_id,
    )


def refusal(
    name: str, version: int, label: str, missing: list[dict[str, Any]], first: str = ""
) -> GateNotMet:
    said = f"Version {version} of {name} may not have `{label}` yet."
    others = len(missing) - 1
    more = ""
    if others:
        more = f"{others} other gate{' is' if others == 1 else 's are'} shut as well."
    parts = (said, first, missing[0]["detail"], more)
    return GateNotMet(" ".join(part for part in parts if part), missing=missing)


def findings_of(prompt: Prompt, version: int, label: str, *, lock: bool) -> list[Finding]:
    """What each gate before the label says, the oldest first."""
    guards = guards_before(prompt.project_id, label, prompt.name, prompt.tags)
    return [find(guard, prompt, version, lock) for guard in guards]


def find(guard: Guard, prompt: Prompt, version: int, lock: bool) -> Finding:
    gate = guard.gate
    evidence = newest_evidence(gate, prompt.id, version, lock=lock)
    if evidence is None:
        running = newest_open(gate, prompt.id, version)
        if running is not None:
            return Finding(guard, what=RUNNING, detail=wait_for(running))
        return Finding(guard, what=EXPERIMENT, detail=run_one(guard, version))
    shown = shown_by(evidence, guard.yardstick)
    if shown.results != evidence.result_count:
        return Finding(guard, evidence, what=EXPERIMENT, detail=run_one(guard, version))
    found = Finding(guard, evidence, value=shown.mean, interval=shown.interval)
    if not reaches(guard, shown):
        detail = short_of(guard, version, shown)
        return replace(found, what=MINIMUM, detail=detail)
    active = prompt.active_version
    if gate.max_drop is None or active is None or active == version:
        return found
    return against_active(found, prompt, version, evidence, active, gate.max_drop, lock)


def reaches(guard: Guard, shown: Shown) -> bool:
    minimum = guard.gate.minimum
    if minimum is None:
        return True
    if guard.yardstick.is_higher_better:
        return shown.mean >= minimum - CLOSE
    return shown.mean <= minimum + CLOSE


def against_active(
    found: Finding,
    prompt: Prompt,
    version: int,
    evidence: Experiment,
    active: int,
    max_drop: float,
    lock: bool,
) -> Finding:
    """On the same version of the dataset, since only then the items are the same."""
    guard, on = found.guard, evidence.dataset_version
    baseline = newest_evidence(guard.gate, prompt.id, active, on=on, lock=lock)
    if baseline is None:
        return replace(found, what=BASELINE, detail=run_one(guard, active, on=on))
    lower = worst_drop(evidence, baseline, guard.yardstick)
    if lower is None:
        detail = unclear(guard, version, active)
        return replace(found, baseline=baseline, what=MAX_DROP, detail=detail)
    found = replace(found, baseline=baseline, drop=-lower)
    if lower >= -max_drop - CLOSE:
        return found
    return replace(found, what=MAX_DROP, detail=dropped(guard, version, active, -lower))
