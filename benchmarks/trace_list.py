"""A page of the newest traces among 200,000 spans, against Phoenix."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.batches import SPANS_EACH, TRACES, Batches
from benchmarks.ingest import promptside
from benchmarks.load import Target
from benchmarks.peers import phoenix
from benchmarks.receivers import Receiver, count, take_in
from benchmarks.report import compare, show, show_most_ratio
from benchmarks.stage import Stage
from benchmarks.tracing import plant_traces

BATCHES, COPIES = 10, 199
EARLIER = BATCHES * TRACES * COPIES
PATHS = {
    "Promptside": "/api/traces?limit=50",
    "Phoenix": "/v1/projects/default/traces?limit=50",
}
MOST = 0.25

# What Phoenix has taken in, again and again before that: its tables, in the order in which they
# refer to each other, and what differs in copy `k` of row `t`.
COPIED = {
    "traces": """
        'trace_id', md5(t.trace_id || k),
        'start_time', t.start_time - k * interval '144 minutes',
        'end_time', t.end_time - k * interval '144 minutes'""",
    "spans": """
        'trace_rowid', t.trace_rowid + k * 1000000,
        'span_id', left(md5(t.span_id || k), 16),
        'parent_id', left(md5(t.parent_id || k), 16),
        'start_time', t.start_time - k * interval '144 minutes',
        'end_time', t.end_time - k * interval '144 minutes'""",
    "span_costs": """
        'span_rowid', t.span_rowid + k * 1000000,
        'trace_rowid', t.trace_rowid + k * 1000000,
        'span_start_time', t.span_start_time - k * interval '144 minutes'""",
    "span_cost_details": """
        'span_cost_id', t.span_cost_id + k * 1000000""",
}


def run(stage: Stage, rounds: int, seconds: float) -> None:
    """The page itself came by the same batches to both; what is older is planted by SQL."""
    if "phoenix" not in stage.peers:
        print("\nThe list of traces is measured against Phoenix, and only with --phoenix.")
        return
    with promptside(stage) as ours, phoenix(stage) as theirs:
        owner_url = stage.settings.database_owner_url or ""
        plant_traces(owner_url, stage.seed.project_id, traces=EARLIER, spans=SPANS_EACH)
        for receiver in (ours, theirs):
            take_in(stage, replace(receiver, batches=BATCHES), Batches())
        copy_back(stage, theirs)
        spans = {settle(stage, receiver) for receiver in (ours, theirs)}
        targets = [target(stage, receiver) for receiver in (ours, theirs)]
        results = compare(targets, 1, rounds, seconds)
    show(f"50 traces, among {' and '.join(map(str, spans))} spans, 1 connection", results)
    own, other = (results[name].p50_ms for name in PATHS)
    show_most_ratio("p50, Promptside to Phoenix", own / other, most=MOST)


def copy_back(stage: Stage, theirs: Receiver) -> None:
    with stage.server.connect("postgres", theirs.database) as connection:
        for table, changed in COPIED.items():
            connection.execute(
                f"INSERT INTO {table} SELECT copy.* FROM {table} t,"
                f" generate_series(1, {COPIES}) k, jsonb_populate_record("
                f"t, jsonb_build_object('id', t.id + k * 1000000, {changed})) copy"
            )


def settle(stage: Stage, receiver: Receiver) -> int:
    """How many spans it has in the end."""
    with stage.server.connect("postgres", receiver.database) as connection:
        connection.execute("VACUUM ANALYZE")
        return count(connection)


def target(stage: Stage, receiver: Receiver) -> Target:
    program = receiver.program
    paths = (PATHS[receiver.name],)
    return Target(
        receiver.name, program.url, paths, program.pid, stage.postmaster, receiver.headers
    )
