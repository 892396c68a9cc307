"""Tables; a file an aggregate."""

from app.models.access import ApiKey, Invitation, Membership, Project, Session, User
from app.models.audit import AuditEvent, AuditSeal
from app.models.idempotency import IdempotencyKey
from app.models.identities import Identity
from app.models.prompts import Prompt, PromptSearch, PromptVersion
from app.models.releases import Release
from app.models.throttling import RateWindow, SignInAttempt

__all__ = [
    "ApiKey",
    "AuditEvent",
    "AuditSeal",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "Membership",
    "Project",
    "Prompt",
    "PromptSearch",
    "PromptVersion",
    "RateWindow",
    "Release",
    "Session",
    "SignInAttempt",
    "User",
]
