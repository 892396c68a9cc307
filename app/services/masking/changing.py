"""A project's rules of masking: added, changed, taken away, read when spans come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import as_json, constraint, db, driver_cursor, now, uuid7
from app.errors import Conflict, NotFound, invalid
from app.models import MaskingRule
from app.models.masking import NAME
from app.models.prices import NAME_OR_BEGINNING
from app.services import audit, policy
from app.services.etags import check_etag, etag_of_state
from app.services.masking.applying import AttributeRule, Masks, PatternRule
from app.services.masking.patterns import LONGEST_PATTERN, compiled
from app.services.paging import Cursor, Page, after, page_of
from app.services.policy import ADMIN, READ, Caller

LONGEST_NAME = 100
LONGEST_ATTRIBUTE = 200
LONGEST_REPLACEMENT = 200
MOST_RULES = 50
"""A project. Each is looked for in every text of every span."""

REPLACEMENT = "[masked]"
FIND_RULES = as_json(
    "SELECT attribute, pattern, replacement FROM masking_rules"
    " WHERE project_id = %s AND is_on ORDER BY name"
)


class NoSuchRule(NotFound):
    """Not in this project."""


class RuleIsThere(Conflict):
    """Names are unique in a project."""


class RuleIsOfOtherKind(Conflict):
    """A pattern stays one, and so does an attribute."""


class TooManyRules(Conflict):
    """The project has as many as are taken."""


def masks_of(project_id: UUID) -> Masks:
    """The rules that are on at this moment."""
    with driver_cursor() as cursor:
        row: Any = cursor.execute(FIND_RULES, (project_id,)).fetchone()
        return masks_from(*row)


def masks_from(found: str | None) -> Masks:
    """What `FIND_RULES` found."""
    rows = orjson.loads(found or "[]")
    return Masks(
        [AttributeRule(row["attribute"], row["replacement"]) for row in rows if row["attribute"]],
        [PatternRule(row["pattern"], row["replacement"]) for row in rows if row["pattern"]],
    )


def list_rules(caller: Caller, *, limit: int = 50, cursor: str | None = None) -> Page:
    """Newest first."""
    policy.require(caller, READ)
    query = select(MaskingRule).where(MaskingRule.project_id == caller.project_id)
    place = Cursor.parse(cursor) if cursor else None
    query = after(query, place, MaskingRule.created_at, MaskingRule.id).limit(limit + 1)
    return page_of(list(db.session.scalars(query)), limit)


def get_rule(caller: Caller, rule_id: UUID, *, right: str = READ) -> MaskingRule:
    policy.require(caller, right)
    query = select(MaskingRule).where(
        MaskingRule.project_id == caller.project_id, MaskingRule.id == rule_id
    )
    if right != READ:
        query = query.with_for_update().execution_options(populate_existing=True)
    rule = db.session.scalar(query)
    if rule is None:
        raise NoSuchRule(f"There is no masking rule {rule_id} here.")
    return rule


def add_rule(
    caller: Caller,
    *,
    name: str,
    pattern: str | None = None,
    attribute: str | None = None,
    replacement: str = REPLACEMENT,
    is_on: bool = True,
) -> MaskingRule:
    """For spans that come from now on; those that are stored stay as they are."""
    policy.require(caller, ADMIN)
    rule = MaskingRule(
        id=uuid7(),
        project_id=caller.project_id,
        name=name,
        pattern=pattern,
        attribute=attribute,
        replacement=replacement,
        is_on=is_on,
        created_at=now(),
        created_by=caller.actor,
    )
    check(rule)
    check_room(caller.project_id)
    db.session.add(rule)
    flush(rule)
    record(caller, "masking_rule.created", rule, {}, facts_of(rule))
    return rule


def update_rule(
    caller: Caller, rule_id: UUID, *, if_match: list[str] | None = None, **fields: Any
) -> MaskingRule:
    rule = get_rule(caller, rule_id, right=ADMIN)
    check_etag(rule.name, etag_of(rule), if_match)
    before = facts_of(rule)
    for kind in ("pattern", "attribute"):
        if before[kind] is None and fields.get(kind) is not None:
            raise RuleIsOfOtherKind(f"This rule is not one of a {kind}: make another one for that.")
    with db.session.no_autoflush:
        for name, value in fields.items():
            setattr(rule, name, value)
        check(rule)
    flush(rule)
    if facts_of(rule) != before:
        record(caller, "masking_rule.updated", rule, before, facts_of(rule))
    return rule


def delete_rule(caller: Caller, rule_id: UUID, *, if_match: list[str] | None = None) -> None:
    rule = get_rule(caller, rule_id, right=ADMIN)
    check_etag(rule.name, etag_of(rule), if_match)
    db.session.delete(rule)
    record(caller, "masking_rule.deleted", rule, facts_of(rule), dict.fromkeys(facts_of(rule)))


def check(rule: MaskingRule) -> None:
    if len(rule.name) > LONGEST_NAME or not NAME.fullmatch(rule.name):
        raise invalid("name", f"One line of 1 to {LONGEST_NAME} characters.")
    if (rule.pattern is None) == (rule.attribute is None):
        raise invalid("pattern", "Either `pattern` or `attribute`, and not both.")
    if len(rule.replacement) > LONGEST_REPLACEMENT:
        raise invalid("replacement", f"At most {LONGEST_REPLACEMENT} characters.")
    if rule.attribute is not None:
        check_attribute(rule.attribute)
    if rule.pattern is not None:
        check_pattern(rule.pattern)


def check_attribute(name: str) -> None:
    if len(name) > LONGEST_ATTRIBUTE or not NAME_OR_BEGINNING.fullmatch(name):
        raise invalid(
            "attribute",
            f"A name of 1 to {LONGEST_ATTRIBUTE} characters, or its beginning and a closing `*`.",
        )


def check_pattern(pattern: str) -> None:
    if not 1 <= len(pattern) <= LONGEST_PATTERN:
        raise invalid("pattern", f"Between 1 and {LONGEST_PATTERN:,} characters.")
    compiled(pattern)


def check_room(project_id: UUID) -> None:
    query = select(func.count()).where(MaskingRule.project_id == project_id)
    if (db.session.scalar(query) or 0) >= MOST_RULES:
        raise TooManyRules(f"A project has at most {MOST_RULES} rules; put some into one.")


def flush(rule: MaskingRule) -> None:
    # Of a row whose flush has failed nothing can be read.
    name = rule.name
    try:
        db.session.flush()
    except IntegrityError as error:
        if constraint(error) == "uq_masking_rules_project_id_name":
            raise RuleIsThere(f"There is a rule {name!r} already.") from error
        raise


def etag_of(rule: MaskingRule) -> str:
    return etag_of_state(facts_of(rule))


def facts_of(rule: MaskingRule) -> dict[str, Any]:
    """What the audit log keeps of a rule."""
    names = ("name", "pattern", "attribute", "replacement", "is_on")
    return {name: getattr(rule, name) for name in names}


def record(
    caller: Caller, action: str, rule: MaskingRule, before: dict[str, Any], after: dict[str, Any]
) -> None:
    changes = audit.difference(before, after)
    audit.record(caller, action, rule.id, rule.name, changes, project_id=rule.project_id)
