"""Tables; a file an aggregate."""

from app.models.access import ApiKey, Invitation, Membership, Project, Session, User
from app.models.audit import AuditEvent, AuditSeal
from app.models.connections import Connection
from app.models.datasets import Dataset, DatasetItem, DatasetVersion
from app.models.evaluators import Evaluator, EvaluatorVersion
from app.models.experiments import (
    Experiment,
    ExperimentEvaluator,
    ExperimentResult,
    ExperimentUnits,
    ResultScore,
)
from app.models.gates import Gate
from app.models.idempotency import IdempotencyKey
from app.models.identities import Identity
from app.models.masking import MaskingRule
from app.models.prices import Price
from app.models.prompts import Prompt, PromptSearch, PromptVersion
from app.models.releases import Release
from app.models.runs import Run, RunPiece
from app.models.scores import Scale, Score
from app.models.throttling import RateWindow, SignInAttempt
from app.models.traces import SharedObject, Span, Trace
from app.models.usage import (
    DimensionDay,
    DimensionHour,
    StaleHour,
    UsageDay,
    UsageHour,
    UserDay,
    UserHour,
)

__all__ = [
    "ApiKey",
    "AuditEvent",
    "AuditSeal",
    "Connection",
    "Dataset",
    "DatasetItem",
    "DatasetVersion",
    "DimensionDay",
    "DimensionHour",
    "Evaluator",
    "EvaluatorVersion",
    "Experiment",
    "ExperimentEvaluator",
    "ExperimentResult",
    "ExperimentUnits",
    "Gate",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "MaskingRule",
    "Membership",
    "Price",
    "Project",
    "Prompt",
    "PromptSearch",
    "PromptVersion",
    "RateWindow",
    "Release",
    "ResultScore",
    "Run",
    "RunPiece",
    "Scale",
    "Score",
    "Session",
    "SharedObject",
    "SignInAttempt",
    "Span",
    "StaleHour",
    "Trace",
    "UsageDay",
    "UsageHour",
    "User",
    "UserDay",
    "UserHour",
]
