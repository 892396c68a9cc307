"""What rules name is taken out before a span is stored, and nothing else."""

import time

import pytest
from sqlalchemy import select, text

from app.db import db, transaction
from app.errors import Invalid
from app.models import AuditEvent, Span, Trace
from app.services import masking, policy
from app.services.masking import NoSuchRule, RuleIsOfOtherKind, RuleIsThere
from app.services.policy import MissingRight
from app.services.traces import put_shared, store_spans
from tests.factories.access import make_project, with_rights
from tests.factories.otlp import sent_span

CARD = "4111111111111111"
CARDS = "[0-9]{16}"


def add(caller, name="cards", **fields):
    with transaction():
        return masking.add_rule(caller, name=name, **(fields or {"pattern": CARDS}))


def stored(caller, **fields):
    with transaction():
        store_spans(caller, [sent_span(**fields)])
    return db.session.scalars(select(Span)).one()


def test_a_pattern_is_masked_wherever_a_text_is(caller):
    add(caller, pattern=CARDS, replacement=r"\1 card")
    said = f"my card is {CARD}."
    stored(
        caller,
        name=said,
        trace_name=said,
        status_message=said,
        user_id=said,
        session_id=said,
        tags=[said],
        parameters={"a": [said]},
        input=[{"role": "user", "content": said}],
        output={said: 1},
        attributes={"deep": {"er": [said]}},
        events=[{"name": said, "attributes": {"x": said}}],
        links=[{"trace_id": "", "span_id": "", "attributes": {"x": said}}],
        resource={"host": said},
    )

    for table in ("spans", "traces", "shared_objects"):
        kept = db.session.scalar(text(f"SELECT string_agg(t::text, '') FROM {table} t"))
        assert kept
        assert CARD not in kept
    assert db.session.scalars(select(Span)).one().input == [
        {"role": "user", "content": r"my card is \1 card."}
    ]


def test_an_attribute_is_masked_whole_by_its_name_or_its_beginning(caller):
    add(caller, attribute="http.request.header.*")
    add(caller, "two", attribute="secret", replacement="")
    row = stored(
        caller,
        attributes={"http.request.header.cookie": ["a"], "secret": {"a": 1}, "secrets": 1},
        events=[{"name": "e", "attributes": {"secret": 1}}],
        resource={"secret": 1, "host": "h"},
    )

    assert row.attributes == {"http.request.header.cookie": "[masked]", "secret": "", "secrets": 1}
    assert row.events == [{"name": "e", "attributes": {"secret": ""}}]
    put_shared([row])
    assert row.resource == {"secret": "", "host": "h"}


@pytest.mark.parametrize(
    ("attribute", "field", "value", "kept"),
    [
        ("input", "input", [{"role": "user", "content": "x"}], "[masked]"),
        ("gen_ai.input.messages", "input", "x", "[masked]"),
        ("langfuse.observation.output", "output", {"a": 1}, {"masked": "[masked]"}),
        ("user.id", "user_id", "ada", "[masked]"),
        ("session.*", "session_id", "s", "[masked]"),
        ("langfuse.trace.tags", "tags", ["a", "b"], ["[masked]"]),
        ("llm.invocation_parameters", "parameters", {"a": 1}, {"masked": "[masked]"}),
    ],
)
def test_what_is_read_into_a_field_is_masked_by_the_name_it_was_sent_by(
    caller, attribute, field, value, kept
):
    add(caller, attribute=attribute)

    assert getattr(stored(caller, **{field: value}), field) == kept


def test_the_summary_of_a_trace_holds_nothing_that_is_masked(caller):
    add(caller)
    stored(caller, input=CARD, output=f"Yes: {CARD}", tags=[CARD])

    row = db.session.scalars(select(Trace)).one()
    assert (row.input, row.output, row.tags) == ("[masked]", "Yes: [masked]", ["[masked]"])


def test_a_rule_that_is_off_and_one_of_another_project_change_nothing(caller):
    add(caller, pattern=CARDS, is_on=False)
    add(make_project("other"))

    assert stored(caller, input=CARD).input == CARD


def test_spans_share_a_resource_and_each_is_masked(caller):
    add(caller)
    resource = {"card": CARD}
    with transaction():
        store_spans(caller, [sent_span(resource=resource) for _ in range(3)])

    rows = db.session.scalars(select(Span)).all()
    put_shared(rows)
    assert [row.resource for row in rows] == [{"card": "[masked]"}] * 3


def test_masked_again_it_is_the_same_span(caller):
    add(caller)
    span = {"trace_id": sent_span().trace_id, "span_id": b"12345678", "input": CARD}
    at = sent_span().started_at
    stored(caller, **span, started_at=at)

    with transaction():
        again = store_spans(caller, [sent_span(**span, started_at=at)])

    assert again.duplicates == 1


def test_long_replacements_leave_fields_within_their_bounds(caller):
    add(caller, pattern="[a-z]", replacement="x" * 200)

    row = stored(
        caller, user_id="a" * 200, session_id="a" * 200, tags=["a" * 200], input="a" * 9999
    )

    assert (len(row.user_id), len(row.session_id), len(row.tags[0])) == (200, 200, 200)
    assert len(row.input) == 256 * 1024


def test_no_pattern_takes_for_ever(caller):
    add(caller, pattern="(a+)+$")
    hard = "a" * 50_000 + "!"

    began = time.process_time()
    stored(caller, input=hard)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"pattern": "("}, "missing"),
        ({"pattern": r"(a)\1"}, "invalid escape"),
        ({"pattern": "(?=a)"}, "invalid perl operator"),
        ({"pattern": "((a{1000}){1000}){1000}"}, "bad repetition|too large|invalid"),
        ({"pattern": "a*"}, "everywhere"),
        ({"pattern": ""}, "Between 1 and"),
        ({"pattern": "a" * 1_001}, "Between 1 and"),
        ({"attribute": ""}, "closing"),
        ({"attribute": "a*b"}, "closing"),
        ({"attribute": "a", "pattern": "a"}, "not both"),
        ({"name": "", "pattern": "a"}, "name: "),
        ({"pattern": "a", "replacement": "x" * 201}, "replacement: "),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_the_reason(caller, fields, told):
    with pytest.raises(Invalid, match=told):
        add(caller, **fields)


def test_a_rule_of_neither_kind_is_refused(caller):
    with pytest.raises(Invalid, match="Either"):
        masking.add_rule(caller, name="nothing")


def test_changes_are_recorded(caller):
    rule = add(caller)
    with transaction():
        masking.update_rule(caller, rule.id, is_on=False)
        masking.update_rule(caller, rule.id, is_on=False)
        masking.delete_rule(caller, rule.id)

    query = select(AuditEvent).where(AuditEvent.object_type == "masking_rule")
    events = db.session.scalars(query.order_by(AuditEvent.id)).all()
    assert [event.action.partition(".")[2] for event in events] == ["created", "updated", "deleted"]
    assert events[1].changes == {"is_on": [True, False]}
    with pytest.raises(NoSuchRule):
        masking.get_rule(caller, rule.id)


def test_a_change_that_makes_no_sense_changes_nothing(caller):
    rule = add(caller)

    with pytest.raises(Invalid), transaction():
        masking.update_rule(caller, rule.id, pattern="(")

    assert masking.get_rule(caller, rule.id).pattern == CARDS


def test_a_rule_stays_of_its_kind(caller):
    rule = add(caller)

    with pytest.raises(RuleIsOfOtherKind, match="another one"):
        masking.update_rule(caller, rule.id, attribute="secret")


def test_a_name_is_taken_once(caller):
    add(caller)

    with pytest.raises(RuleIsThere, match="'cards' already"):
        add(caller)


def test_changing_needs_the_right(caller):
    with pytest.raises(MissingRight, match="admin"):
        add(with_rights(policy.READ, policy.WRITE, policy.INGEST))
