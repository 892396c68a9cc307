"""Find traces by facets and names, add users up by the hour, and know which days there are"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

APP, OWNER = "promptside_app", "promptside_owner"
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

# Behind the wall no index answers what an array holds: its operators are not leakproof.
FUNCTIONS = """
CREATE FUNCTION found_traces(
    project uuid, wanted text[], its_name text, its_user text, its_session text, words text,
    since timestamptz, until timestamptz, at timestamptz, id uuid, most integer, shown integer
) RETURNS TABLE (total bigint, trace_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF project IS DISTINCT FROM nullif(current_setting('promptside.project', true), '')::uuid THEN
        RETURN;
    END IF;
    -- Planned each time: how many traces have a facet depends on the facet. There is a row even if
    -- none is shown, since the total says whether these are all there are.
    RETURN QUERY EXECUTE
        'WITH few AS MATERIALIZED (SELECT t.trace_id, t.started_at,'
        || CASE WHEN words IS NULL THEN ' NULL::text' ELSE
            ' concat_ws(chr(10), t.name, t.user_id, t.session_id, t.input, t.output)' END
        || ' AS said FROM traces t WHERE t.project_id = $1 AND t.facets @> $2'
        || CASE WHEN its_name IS NULL THEN '' ELSE ' AND t.name = $3' END
        || CASE WHEN its_user IS NULL THEN '' ELSE ' AND t.user_id = $4' END
        || CASE WHEN its_session IS NULL THEN '' ELSE ' AND t.session_id = $5' END
        || CASE WHEN since IS NULL THEN '' ELSE ' AND t.started_at >= $7' END
        || CASE WHEN until IS NULL THEN '' ELSE ' AND t.started_at < $8' END
        || CASE WHEN at IS NULL THEN '' ELSE ' AND (t.started_at, t.trace_id) < ($9, $10)' END
        || ' LIMIT $11 + 1)'
        || ' SELECT n.total, page.trace_id FROM (SELECT count(*) AS total FROM few) n'
        || ' LEFT JOIN LATERAL (SELECT few.trace_id FROM few WHERE n.total <= $11'
        || CASE WHEN words IS NULL THEN '' ELSE ' AND strpos(lower(few.said), lower($6)) > 0' END
        || ' ORDER BY few.started_at DESC, few.trace_id DESC LIMIT $12) page ON true'
        USING project, wanted, its_name, its_user, its_session, words, since, until, at, id, most,
              shown;
END $$;

CREATE FUNCTION span_days() RETURNS TABLE (day date, bytes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- The table of all other days has none.
    RETURN QUERY
        SELECT to_date(substring(c.relname from '^spans_([0-9]{8})$'), 'YYYYMMDD'),
               pg_total_relation_size(c.oid)
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.spans'::regclass ORDER BY 1;
END $$;
"""
SIGNATURES = (
    "found_traces(uuid, text[], text, text, text, text,"
    " timestamptz, timestamptz, timestamptz, uuid, integer, integer)",
    "span_days()",
)
COUNTS = (
    *("calls", "errors", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"),
    "total_tokens",
)


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_traces_name", "traces", ["project_id", "name", "started_at"])
    op.get_bind().connection.driver_connection.execute(FUNCTIONS)
    for signature in SIGNATURES:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")
    make_user_hours()


def make_user_hours():
    op.create_table(
        "user_hours",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("cost_usd", sa.Numeric(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "hour", "user_id", name=("pk_user_hours")),
    )
    op.execute(
        f"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON user_hours TO {APP};
        ALTER TABLE user_hours ENABLE ROW LEVEL SECURITY;
        ALTER TABLE user_hours FORCE ROW LEVEL SECURITY;
        CREATE POLICY project ON user_hours TO {APP}
            USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT});
        CREATE POLICY across ON user_hours FOR SELECT TO {APP} USING ({ACROSS});
        CREATE POLICY owner ON user_hours TO {OWNER} USING (true);
        """
    )


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
