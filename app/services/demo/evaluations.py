"""Tickets with the topics a person gave them, and what two versions of the example answered."""

from __future__ import annotations

from typing import Any

from app.db import compact_json

TRIAGED, BEFORE, AFTER = "support/triage-ticket", 3, 4
"""The example that is evaluated: the version that was served before, and the one that is."""

DATASET = "support/tickets"
DESCRIPTION = "Tickets of last month, sorted by the people who answered them."

TICKETS: tuple[tuple[str, str, str], ...] = (
    ("charged-twice", "billing", "You charged my card twice for one order."),
    ("invoice-vat", "billing", "My invoice shows no VAT number; my accountant needs one."),
    ("refund-late", "billing", "The refund you promised on the 3rd has not arrived."),
    ("change-plan", "billing", "Please move us to the yearly plan and bill the company card."),
    ("coupon", "billing", "The coupon from your newsletter takes nothing off."),
    ("locked-out", "access", "I typed my password wrong five times and am locked out."),
    ("second-factor", "access", "I have a new telephone and the codes go to the old one."),
    ("invite", "access", "My colleague got an invitation that says it has expired."),
    ("single-sign-on", "access", "Since this morning signing in by our company ends at a 403."),
    ("left-company", "access", "Ben has left us. Who can take over his workspace?"),
    ("export-empty", "defect", "The export of our orders is a file of zero bytes."),
    ("app-crash", "defect", "The app closes as soon as I open a picture."),
    ("wrong-total", "defect", "The basket shows 40, but the sum of the lines is 36."),
    ("slow-search", "defect", "Searching takes half a minute since the update."),
    ("lost-draft", "defect", "I wrote for an hour, and the draft is gone after a reload."),
    ("which-size", "question", "Do the boots turn out small? I am between two sizes."),
    ("blue-jacket", "question", "Will the blue jacket come back in medium?"),
    ("api-limit", "question", "How many requests a minute may we send to your API?"),
    ("ship-abroad", "question", "Do you send parcels to Norway, and what about customs?"),
    ("gift", "question", "Can you leave the price out of the parcel? It is a present."),
    ("thanks", "other", "Just to say that Mara was wonderful. Thank you!"),
    ("press", "other", "I write for a magazine and would like to speak to somebody."),
    ("job", "other", "I would love to work with you. Whom do I send my papers to?"),
    ("partner", "other", "We make the labels for parcels and think we could save you money."),
)

TAKEN_FOR = {
    BEFORE: {
        "coupon": "question",
        "change-plan": "access",
        "left-company": "other",
        "wrong-total": "billing",
        "slow-search": "question",
        "lost-draft": "other",
        "gift": "other",
        "api-limit": "access",
        "partner": "question",
    },
    AFTER: {"left-company": "other", "partner": "question"},
}
"""The topics that a version got wrong."""

EVALUATORS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("right topic", "json_path", "The topic a person gave the ticket.", {"path": "$.topic"}),
    ("keeps to JSON", "json_valid", "Programs read the answer.", {"type": "object"}),
)


def items() -> list[dict[str, Any]]:
    return [
        {"key": key, "input": {"ticket": ticket}, "expected": topic, "tags": [topic]}
        for key, topic, ticket in TICKETS
    ]


def outputs(version: int) -> list[dict[str, Any]]:
    """A line for each ticket, as it would be handed in."""
    return [
        {
            "key": key,
            "output": compact_json({"topic": TAKEN_FOR[version].get(key, topic)}),
            "latency_ms": 380.0 + 17 * place,
        }
        for place, (key, topic, _) in enumerate(TICKETS)
    ]
