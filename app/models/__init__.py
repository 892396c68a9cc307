"""Tables; a file an aggregate."""

from app.models.access import ApiKey, Project, Session, User
from app.models.audit import AuditEvent
from app.models.idempotency import IdempotencyKey
from app.models.prompts import Prompt, PromptSearch, PromptVersion
from app.models.releases import Release

__all__ = [
    "ApiKey",
    "AuditEvent",
    "IdempotencyKey",
    "Project",
    "Prompt",
    "PromptSearch",
    "PromptVersion",
    "Release",
    "Session",
    "User",
]
