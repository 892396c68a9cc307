"""Many traces at once: the rows that storing their spans would write, by SQL alone."""

from __future__ import annotations

from hashlib import md5
from uuid import UUID

import psycopg

# Every trace has one root and some model calls; a thirtieth of all traces have an error.
SPANS = """
INSERT INTO spans (project_id, trace_id, span_id, started_at, ended_at, latency_ms, prompt_id,
    prompt_version, prompt_name, input_tokens, output_tokens, cached_tokens, total_tokens,
    is_clamped, parent_span_id, kind, level, name, environment, model, provider, user_id,
    session_id, release, tags, cost_usd, input, output, attributes)
SELECT %(project)s, trace_id, decode(lpad(to_hex(n * 100 + s), 16, '0'), 'hex'),
    at + s * interval '0.2 s', at + s * interval '0.2 s' + ms * interval '1 ms', ms,
    CASE WHEN s > 0 THEN md5('prompt' || n %% 20)::uuid END,
    CASE WHEN s > 0 THEN 1 + n %% 3 END,
    CASE WHEN s > 0 THEN 'team/prompt-' || n %% 20 END,
    CASE WHEN s > 0 THEN 300 + n %% 700 END, CASE WHEN s > 0 THEN 40 + n %% 400 END,
    CASE WHEN s > 0 THEN n %% 200 END, CASE WHEN s > 0 THEN 340 + n %% 700 + n %% 400 END,
    false, CASE WHEN s > 0 THEN decode(lpad(to_hex(n * 100), 16, '0'), 'hex') END,
    CASE WHEN s = 0 THEN 'agent' ELSE 'generation' END,
    CASE WHEN s = 1 AND n %% 30 = 0 THEN 'error' ELSE 'default' END,
    CASE WHEN s = 0 THEN 'answer' ELSE 'chat' END, (ARRAY['production', 'staging'])[1 + n %% 7 / 6],
    CASE WHEN s > 0 THEN 'model-' || n %% 5 END, CASE WHEN s > 0 THEN 'openai' END,
    'user-' || n %% 5000, CASE WHEN n %% 2 = 0 THEN 'session-' || n / 8 END,
    '1.' || n * 40 / %(traces)s::integer, ARRAY['team-' || n %% 40],
    CASE WHEN s > 0 THEN 0.0001 * (n %% 100) END,
    CASE WHEN s > 0 THEN convert_to(to_json(repeat(md5(n::text || s) || ' ', 8))::text, 'UTF8') END,
    CASE WHEN s > 0 THEN convert_to(to_json(repeat(md5(s::text || n) || ' ', 8))::text, 'UTF8') END,
    jsonb_build_object('app.ticket', n, 'app.step', s)
FROM (
    SELECT n, md5('trace' || n)::uuid AS trace_id, s,
           %(ends)s::timestamptz
               - n * (%(days)s::integer * interval '1 day' / %(traces)s::integer) AS at,
           50 * exp((hashint4(n * 7 + s) %% 1000) / 350.0) AS ms
    FROM generate_series(%(first)s::integer, %(last)s::integer) n,
         generate_series(0, %(spans)s::integer - 1) s
) made
"""
TRACES = """
INSERT INTO traces (project_id, trace_id, started_at, ended_at, input_tokens, output_tokens,
    total_tokens, span_count, error_count, root_span_id, name, name_rank, environment, user_id,
    session_id, release, tags, models, cost_usd, facets, input, output, updated_at, origins)
SELECT project_id, trace_id, min(started_at), max(ended_at), sum(coalesce(input_tokens, 0)),
    sum(coalesce(output_tokens, 0)), sum(coalesce(total_tokens, 0)), count(*),
    count(*) FILTER (WHERE level = 'error'),
    min(span_id) FILTER (WHERE parent_span_id IS NULL), 'answer ' || right(min(user_id), 1), 1,
    min(environment), min(user_id), min(session_id), min(release), min(tags),
    array_remove(array_agg(DISTINCT model), NULL), sum(cost_usd),
    array_remove(array_agg(DISTINCT 'kind:' || kind) || array_agg(DISTINCT 'level:' || level)
        || array_agg(DISTINCT 'model:' || model)
        || array_agg(DISTINCT 'environment:' || environment)
        || array_agg(DISTINCT 'release:' || release) || array_agg(DISTINCT 'prompt:' || prompt_id)
        || array_agg(DISTINCT 'prompt:' || prompt_id || '@' || prompt_version)
        || ('tag:' || min(tags[1])), NULL),
    left(min(encode(input, 'escape')), 200), left(min(encode(output, 'escape')), 200), now(), '{}'
FROM spans WHERE project_id = %(project)s AND started_at >= %(since)s
GROUP BY project_id, trace_id
"""
# One that an agent took a thousand steps for, all else of it in no other: what finds it is rare.
LONG = """
INSERT INTO spans (project_id, trace_id, span_id, started_at, ended_at, latency_ms, prompt_id,
    prompt_version, prompt_name, input_tokens, output_tokens, total_tokens, is_clamped,
    parent_span_id, kind, level, name, environment, model, provider, user_id, session_id, release,
    tags, cost_usd, input, output, attributes)
SELECT %(project)s, md5('long')::uuid, decode(lpad(to_hex(s), 16, '0'), 'hex'),
    at + s * interval '50 ms', at + s * interval '50 ms' + interval '2 s', 2000,
    CASE WHEN s > 0 THEN md5('prompt0')::uuid END, CASE WHEN s > 0 THEN 9 END,
    CASE WHEN s > 0 THEN 'team/prompt-0' END, 300 + s, 40, 340 + s, false,
    CASE WHEN s > 0 THEN decode(lpad(to_hex((s - 1) / 4), 16, '0'), 'hex') END,
    CASE WHEN s > 0 THEN 'tool' ELSE 'evaluator' END, 'warning', 'step ' || s, 'rare',
    'model-rare', 'openai', 'user-rare', 'session-rare', 'rare', ARRAY['rare'], 0.0001,
    convert_to(to_json(repeat(md5(s::text) || ' ', 8))::text, 'UTF8'),
    convert_to(to_json(repeat(md5('out' || s) || ' ', 8))::text, 'UTF8'),
    jsonb_build_object('app.step', s)
FROM generate_series(0, %(long)s::integer - 1) s,
     (SELECT %(ends)s::timestamptz - %(days)s::integer * interval '12 hours' AS at) AS middle
"""
LONG_ID = UUID(md5(b"long", usedforsecurity=False).hexdigest())
# A tenth of the traces are judged, by two names.
SCORES = """
INSERT INTO scores (project_id, shard_id, id, target, trace_id, name, type, value, source,
    environment, created_by, created_at, updated_at)
SELECT project_id, trace_id, gen_random_uuid(), 'trace', trace_id,
    CASE WHEN n %% 2 = 0 THEN 'helpful' ELSE 'quality' END,
    CASE WHEN n %% 2 = 0 THEN 'boolean' ELSE 'numeric' END, n %% 2, 'api', environment, 'system',
    ended_at, ended_at
FROM (SELECT row_number() OVER (ORDER BY started_at) AS n, t.* FROM traces t
      WHERE project_id = %(project)s) AS numbered
WHERE n %% 10 < 2
"""
STALE = """
INSERT INTO stale_hours (id, project_id, hour)
SELECT gen_random_uuid(), %(project)s, hour FROM (
    SELECT DISTINCT date_trunc('hour', started_at, 'UTC') AS hour FROM spans
    WHERE project_id = %(project)s) AS hours
"""
AT_ONCE = 20_000


def plant_traces(
    owner_url: str, project_id: UUID, *, traces: int, spans: int = 5, days: int = 20, long: int = 0
) -> None:
    """Evenly over the last days, each trace with its summary, and one of `long` spans in the
    middle of them; the hours are left to be added up.
    """
    asked = {"project": project_id, "traces": traces, "spans": spans, "days": days, "long": long}
    url = owner_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        ends = connection.execute("SELECT now()").fetchone()[0]  # type: ignore[index]
        for first in range(1, traces + 1, AT_ONCE):
            last = min(first + AT_ONCE - 1, traces)
            connection.execute(SPANS, {**asked, "first": first, "last": last, "ends": ends})
        connection.execute(LONG, {**asked, "ends": ends})
        connection.execute("SELECT make_span_days(7)")
        connection.execute(TRACES, {**asked, "since": "2000-01-01"})
        connection.execute(SCORES, asked)
        connection.execute(STALE, asked)
        connection.execute("VACUUM ANALYZE spans, traces, scores, stale_hours")
