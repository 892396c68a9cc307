"""What is taken out of spans before they are stored: each project's rules."""

from app.services.masking.applying import Masks
from app.services.masking.changing import (
    FIND_RULES,
    NoSuchRule,
    RuleIsOfOtherKind,
    RuleIsThere,
    add_rule,
    delete_rule,
    etag_of,
    get_rule,
    list_rules,
    masks_from,
    masks_of,
    update_rule,
)
from app.services.masking.patterns import LONGEST_PATTERN, compiled

__all__ = [
    "FIND_RULES",
    "LONGEST_PATTERN",
    "Masks",
    "NoSuchRule",
    "RuleIsOfOtherKind",
    "RuleIsThere",
    "add_rule",
    "compiled",
    "delete_rule",
    "etag_of",
    "get_rule",
    "list_rules",
    "masks_from",
    "masks_of",
    "update_rule",
]
