"""What a gate that is shut asks for, in words that say what to do next."""

from __future__ import annotations

from app.models import Experiment
from app.services.gates.fitting import Guard
from app.services.gates.measuring import Shown


def run_one(guard: Guard, version: int, *, on: int | None = None) -> str:
    """`on` asks for that version of the dataset and no newer one."""
    gate = guard.gate
    at = f"version {gate.min_dataset_version} or newer" if on is None else f"version {on}"
    about = f"version {version} on dataset {guard.dataset} ({at})"
    by = f", judged by {guard.yardstick.name} (version {guard.yardstick.version})"
    if gate.trials > 1:
        by += f", {gate.trials} trials or more"
    if gate.connection is None:
        return f"Score outputs of {about}{by}."
    either = ", or score outputs of it that you have" if gate.accept_recorded else ""
    return f"Run an experiment of {about} with connection {gate.connection}{by}{either}."


def wait_for(experiment: Experiment) -> str:
    return (
        f"Wait for the experiment {experiment.name!r}, which is {experiment.status}"
        f" ({experiment.done_count} of {experiment.result_count} results), then try again."
    )


def short_of(guard: Guard, version: int, shown: Shown) -> str:
    errors = f", {shown.errors} of {shown.results} results being errors" if shown.errors else ""
    bound = "at least" if guard.yardstick.is_higher_better else "at most"
    return (
        f"Version {version} reaches {shown.mean:.4g}{between(shown)} by {guard.yardstick.name} on"
        f" dataset {guard.dataset}{errors}; {bound} {guard.gate.minimum:.4g} is asked for."
        " Save a better version and run an experiment of that."
    )


def between(shown: Shown) -> str:
    if shown.interval is None:
        return ""
    low, high = shown.interval
    return f" (95 %: {low:.4g} to {high:.4g})"


def dropped(guard: Guard, version: int, active: int, drop: float) -> str:
    return (
        f"Version {version} may be worse than the active version {active} by up to {drop:.4g} (at"
        " 95 %) by"
        f" {guard.yardstick.name} on dataset {guard.dataset}; {guard.gate.max_drop:.4g} is allowed."
        " Save a better version, or run both on more items."
    )


def unclear(guard: Guard, version: int, active: int) -> str:
    return (
        f"Dataset {guard.dataset} has too few items to tell whether version {version} is worse"
        f" than the active version {active}: add items, then run an experiment of each."
    )
