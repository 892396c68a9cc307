"""Add up by single dimensions, and find scores by prompt and traces by name"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

APP, OWNER = "promptside_app", "promptside_owner"

# As sub-selects they are computed once a statement, not once a row.
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

# The operators of arrays are not leakproof: behind the wall no index serves them.
FUNCTIONS = """
CREATE FUNCTION scores_of(project uuid, facet text, since timestamptz, until timestamptz)
RETURNS SETOF scores
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF project IS DISTINCT FROM nullif(current_setting('promptside.project', true), '')::uuid THEN
        RETURN;
    END IF;
    -- Planned each time: how many traces have a facet depends on the facet.
    RETURN QUERY EXECUTE
        'SELECT s.* FROM scores s JOIN traces t'
        ' ON t.project_id = s.project_id AND t.trace_id = s.shard_id'
        ' WHERE s.project_id = $1 AND s.created_at >= $3 AND s.created_at < $4'
        ' AND t.facets @> ARRAY[$2]'
        USING project, facet, since, until;
END $$;

CREATE FUNCTION trace_names_anywhere(q text, most integer) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('promptside.across', true) IS DISTINCT FROM 'on' THEN
        RETURN '{}';
    END IF;
    -- From name to name by the index, however many traces each has. Null says that there are more.
    RETURN (
        WITH RECURSIVE names (project_id, name) AS (
            SELECT p.id, (SELECT min(t.name) FROM traces t WHERE t.project_id = p.id)
            FROM projects p
            UNION ALL
            SELECT n.project_id, (SELECT min(t.name) FROM traces t
                                  WHERE t.project_id = n.project_id AND t.name > n.name)
            FROM names n WHERE n.name IS NOT NULL
        ), few AS (SELECT name FROM names WHERE name IS NOT NULL LIMIT most + 1)
        SELECT CASE WHEN count(*) <= most THEN coalesce(
            array_agg(DISTINCT name) FILTER (WHERE strpos(lower(name), lower(q)) > 0), '{}') END
        FROM few
    );
END $$;
"""
SIGNATURES = (
    "scores_of(uuid, text, timestamptz, timestamptz)",
    "trace_names_anywhere(text, integer)",
)

COUNTS = (
    *("calls", "errors", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"),
    "total_tokens",
)
SUMS = (*COUNTS, "cost_usd", "latency_ms")
GROUP = "kind, prompt_id, prompt_name, prompt_version, model, environment"
ADDED = ", ".join(f"sum({name})" for name in SUMS)
FILL = f"""
WITH counted AS (
    SELECT project_id, {{at}}, {GROUP}, bucket, sum(n)::bigint AS n,
           GROUPING(prompt_id, prompt_version, model, environment) AS missing,
           {", ".join(f"sum({name}) FILTER (WHERE place = 1) AS {name}" for name in SUMS)}
    FROM usage_{{at}}s
    CROSS JOIN LATERAL unnest(buckets, bucket_calls) WITH ORDINALITY AS b (bucket, n, place)
    GROUP BY project_id, {{at}}, kind, bucket, GROUPING SETS (
        (), (prompt_id, prompt_name), (prompt_id, prompt_name, prompt_version), (model),
        (environment)
    )
)
INSERT INTO dimension_{{at}}s
    (id, project_id, {{at}}, dimension, {GROUP}, {", ".join(SUMS)}, buckets, bucket_calls)
SELECT gen_random_uuid(), project_id, {{at}},
       CASE missing WHEN 15 THEN 'none' WHEN 7 THEN 'prompt' WHEN 3 THEN 'version'
                    WHEN 13 THEN 'model' WHEN 14 THEN 'environment' END,
       {GROUP}, {ADDED}, array_agg(bucket ORDER BY bucket), array_agg(n ORDER BY bucket)
FROM counted GROUP BY project_id, {{at}}, missing, {GROUP}
"""  # noqa: S608 - names of ours
FILL_USERS = f"""
INSERT INTO dimension_days
    (id, project_id, day, dimension, kind, {", ".join(SUMS)}, buckets, bucket_calls)
SELECT gen_random_uuid(), project_id, day, 'user', 'generation', {ADDED}, '{{}}', '{{}}'
FROM user_days GROUP BY project_id, day
"""  # noqa: S608 - names of ours


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    for step in ("hour", "day"):
        make_dimensions(step)
        op.execute(FILL.format(at=step))
    op.execute(FILL_USERS)
    op.get_bind().connection.driver_connection.execute(FUNCTIONS)
    for signature in SIGNATURES:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")


def make_dimensions(step):
    table = f"dimension_{step}s"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column(step, sa.DateTime(timezone=True), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_name", sa.Text(), nullable=True),
        sa.Column("prompt_version", sa.Integer(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("cost_usd", sa.Numeric(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("buckets", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("bucket_calls", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}", table, ["project_id", "dimension", step])
    op.execute(
        f"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP};
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY project ON {table} TO {APP}
            USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT});
        CREATE POLICY across ON {table} FOR SELECT TO {APP} USING ({ACROSS});
        CREATE POLICY owner ON {table} TO {OWNER} USING (true);
        """
    )


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
