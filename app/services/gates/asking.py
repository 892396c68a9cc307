"""What the gates say of a version that nobody moves yet."""

from __future__ import annotations

from uuid import UUID

from app.services import policy, prompts
from app.services.access.names import put_authors
from app.services.gates.checking import Finding, findings_of
from app.services.gates.rules import put_names
from app.services.pointers import PRODUCTION
from app.services.policy import Caller


def ask_gates(caller: Caller, prompt_id: UUID, version: int) -> list[Finding]:
    """Of each gate before the labels of the prompt, whether it would let the version through.

    Nothing is locked: what it says may be otherwise in a moment.
    """
    policy.require(caller, policy.READ)
    prompt = prompts.get_prompt(caller, prompt_id)
    prompts.get_versions(caller, prompt, [version])
    findings = findings_of(prompt, version, PRODUCTION, lock=False)
    put_authors(put_names([one.guard.gate for one in findings]))
    return findings
