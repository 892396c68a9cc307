"""Record runs, traces and scores: spans by day, and what is kept to list and add them up"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

APP, OWNER = "promptside_app", "promptside_owner"

TABLES = (
    "masking_rules",
    "prices",
    "runs",
    "scales",
    "scores",
    "spans",
    "stale_hours",
    "traces",
    "usage_days",
    "usage_hours",
    "user_days",
)

PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

# Days are tables of the owner, in a schema that the application's role cannot even look into:
# through `spans` it reads and adds rows, and only these functions make and drop a day.
DAYS = """
CREATE SCHEMA days;

CREATE TABLE days.spans_default (
    LIKE public.spans INCLUDING STORAGE INCLUDING COMPRESSION
);
ALTER TABLE public.spans ATTACH PARTITION days.spans_default DEFAULT;

CREATE FUNCTION make_span_days(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    wanted date;
    missing date[];
    name text;
    bounds text;
BEGIN
    IF ahead IS NULL OR ahead NOT BETWEEN 0 AND 60 THEN
        RAISE EXCEPTION 'between 0 and 60 days are made ahead' USING ERRCODE = '22023';
    END IF;
    -- One at a time; who comes second finds them made.
    PERFORM pg_advisory_xact_lock(7236114003);
    SELECT array_agg(d ORDER BY d) INTO missing FROM (
        SELECT generate_series(today - 1, today + ahead, '1 day')::date
        UNION SELECT (started_at AT TIME ZONE 'UTC')::date FROM days.spans_default
    ) AS days (d)
    WHERE to_regclass('days.spans_' || to_char(d, 'YYYYMMDD')) IS NULL;
    IF missing IS NULL THEN
        RETURN 0;
    END IF;
    -- Nothing may come to the default between what is moved out of it and what is attached.
    LOCK TABLE days.spans_default IN ACCESS EXCLUSIVE MODE;
    FOREACH wanted IN ARRAY missing LOOP
        name := 'spans_' || to_char(wanted, 'YYYYMMDD');
        bounds := format('started_at >= %L AND started_at < %L',
                         wanted || ' 00:00+00', wanted + 1 || ' 00:00+00');
        EXECUTE format(
            'CREATE TABLE days.%I (LIKE public.spans INCLUDING STORAGE INCLUDING COMPRESSION,'
            ' CHECK (%s))', name, bounds);
        EXECUTE format(
            'WITH moved AS (DELETE FROM days.spans_default WHERE %s RETURNING *)'
            ' INSERT INTO days.%I SELECT * FROM moved', bounds, name);
        EXECUTE format(
            'ALTER TABLE public.spans ATTACH PARTITION days.%I FOR VALUES FROM (%L) TO (%L)',
            name, wanted || ' 00:00+00', wanted + 1 || ' 00:00+00');
    END LOOP;
    RETURN cardinality(missing);
END $$;

CREATE FUNCTION drop_span_day(wanted date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text := 'spans_' || to_char(wanted, 'YYYYMMDD');
    is_kept boolean;
BEGIN
    IF wanted IS NULL OR to_regclass('days.' || name) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM projects p WHERE'
        ' (p.retention_days IS NULL'
        '  OR $1 + 1 > (now() AT TIME ZONE ''UTC'')::date - p.retention_days)'
        ' AND EXISTS (SELECT FROM days.%I s WHERE s.project_id = p.id))', name)
        INTO is_kept USING wanted;
    IF is_kept THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE days.%I', name);
    RETURN true;
END $$;
"""


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("projects", sa.Column("retention_days", sa.Integer()))
    for make in MAKERS:
        make()
    compress()
    op.execute(DAYS)
    for function in ("make_span_days(integer)", "drop_span_day(date)"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {APP}")
    for table in TABLES:
        rights = "SELECT, INSERT, DELETE" if table == "spans" else "SELECT, INSERT, UPDATE, DELETE"
        op.execute(f"GRANT {rights} ON {table} TO {APP}")
        wall_off(table)
    op.execute("SELECT make_span_days(7)")


def compress():
    """A faster compression where the server was built with it; else its usual one."""
    op.execute(
        """
        DO $$ BEGIN
            IF (SELECT 'lz4' = ANY(enumvals) FROM pg_settings
                WHERE name = 'default_toast_compression') THEN
                ALTER TABLE spans
                    ALTER COLUMN input SET COMPRESSION lz4,
                    ALTER COLUMN output SET COMPRESSION lz4,
                    ALTER COLUMN attributes SET COMPRESSION lz4,
                    ALTER COLUMN events SET COMPRESSION lz4;
            END IF;
        END $$
        """
    )


def wall_off(table):
    op.execute(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY project ON {table} TO {APP}
            USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT});
        CREATE POLICY across ON {table} FOR SELECT TO {APP} USING ({ACROSS});
        CREATE POLICY owner ON {table} TO {OWNER} USING (true);
        """
    )


def make_spans():
    op.create_table(
        "spans",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("span_id", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_token_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_version", sa.Integer(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cached_tokens", sa.Integer(), nullable=True),
        sa.Column("reasoning_tokens", sa.Integer(), nullable=True),
        sa.Column("total_tokens", sa.Integer(), nullable=True),
        sa.Column("is_clamped", sa.Boolean(), nullable=False),
        sa.Column("parent_span_id", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("prompt_name", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("release", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("status_message", sa.Text(), nullable=True),
        sa.Column("cost_usd", sa.Numeric(), nullable=True),
        sa.Column("price", postgresql.JSONB(), nullable=True),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("input", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("output", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attributes", postgresql.JSONB(), nullable=True),
        sa.Column("events", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("links", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("resource", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint(
            "project_id", "trace_id", "span_id", "started_at", name=("pk_spans")
        ),
        postgresql_partition_by="RANGE (started_at)",
    )
    op.create_index(
        "ix_spans_prompt",
        "spans",
        ["project_id", "prompt_id", "prompt_version", "started_at"],
        unique=False,
        postgresql_where="prompt_id IS NOT NULL",
    )
    op.create_index(
        "ix_spans_started_at", "spans", ["started_at"], unique=False, postgresql_using="brin"
    )


def make_traces():
    op.create_table(
        "traces",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("total_tokens", sa.BigInteger(), nullable=False),
        sa.Column("span_count", sa.Integer(), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("root_span_id", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_rank", sa.SmallInteger(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("release", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("models", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cost_usd", sa.Numeric(), nullable=True),
        sa.Column("facets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "trace_id", name=("pk_traces")),
    )
    op.create_index("ix_traces_facets", "traces", ["facets"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_traces_project_id_started_at_trace_id",
        "traces",
        ["project_id", "started_at", "trace_id"],
        unique=False,
    )
    op.create_index(
        "ix_traces_session",
        "traces",
        ["project_id", "session_id", "started_at"],
        unique=False,
        postgresql_where="session_id IS NOT NULL",
    )
    op.create_index(
        "ix_traces_user",
        "traces",
        ["project_id", "user_id", "started_at"],
        unique=False,
        postgresql_where="user_id IS NOT NULL",
    )


def make_usage_hours():
    op.create_table(
        "usage_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_name", sa.Text(), nullable=True),
        sa.Column("prompt_version", sa.Integer(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("errors", sa.BigInteger(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reasoning_tokens", sa.BigInteger(), nullable=False),
        sa.Column("total_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Numeric(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("buckets", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("bucket_calls", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_usage_hours")),
    )
    op.create_index(
        "ix_usage_hours_project_id_hour", "usage_hours", ["project_id", "hour"], unique=False
    )


def make_usage_days():
    op.create_table(
        "usage_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_name", sa.Text(), nullable=True),
        sa.Column("prompt_version", sa.Integer(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("errors", sa.BigInteger(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reasoning_tokens", sa.BigInteger(), nullable=False),
        sa.Column("total_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Numeric(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("buckets", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("bucket_calls", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_usage_days")),
    )
    op.create_index(
        "ix_usage_days_project_id_day", "usage_days", ["project_id", "day"], unique=False
    )


def make_user_days():
    op.create_table(
        "user_days",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("errors", sa.BigInteger(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reasoning_tokens", sa.BigInteger(), nullable=False),
        sa.Column("total_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Numeric(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "day", "user_id", name=("pk_user_days")),
    )


def make_stale_hours():
    op.create_table(
        "stale_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_stale_hours")),
    )
    op.create_index(
        "ix_stale_hours_project_id_hour", "stale_hours", ["project_id", "hour"], unique=False
    )


def make_prices():
    op.create_table(
        "prices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("input_usd", sa.Numeric(), nullable=False),
        sa.Column("output_usd", sa.Numeric(), nullable=False),
        sa.Column("cached_usd", sa.Numeric(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=("fk_prices_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_prices")),
        sa.UniqueConstraint(
            "project_id", "model", "valid_from", name=("uq_prices_project_id_model_valid_from")
        ),
    )


def make_masking_rules():
    op.create_table(
        "masking_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=True),
        sa.Column("attribute", sa.Text(), nullable=True),
        sa.Column("replacement", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(pattern IS NULL) <> (attribute IS NULL)", name=("ck_masking_rules_one_target")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=("fk_masking_rules_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_masking_rules")),
        sa.UniqueConstraint("project_id", "name", name=("uq_masking_rules_project_id_name")),
    )


def make_runs():
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_name", sa.Text(), nullable=True),
        sa.Column("prompt_version", sa.Integer(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("variables", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("output", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("finish_reason", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_kind", sa.Text(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cached_tokens", sa.Integer(), nullable=True),
        sa.Column("reasoning_tokens", sa.Integer(), nullable=True),
        sa.Column("total_tokens", sa.Integer(), nullable=True),
        sa.Column("cost_usd", sa.Numeric(), nullable=True),
        sa.Column("price", postgresql.JSONB(), nullable=True),
        sa.Column("latency_ms", sa.Double(), nullable=True),
        sa.Column("first_token_ms", sa.Double(), nullable=True),
        sa.Column("trace_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
            name=("ck_runs_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=("fk_runs_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_runs")),
    )
    op.create_index(
        "ix_runs_model", "runs", ["project_id", "model", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_runs_open",
        "runs",
        ["status", "created_at"],
        unique=False,
        postgresql_where="status IN ('queued', 'running')",
    )
    op.create_index(
        "ix_runs_project_id_created_at_id", "runs", ["project_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_runs_prompt",
        "runs",
        ["project_id", "prompt_id", "prompt_version", "created_at", "id"],
        unique=False,
        postgresql_where="prompt_id IS NOT NULL",
    )
    op.create_index(
        "ix_runs_search",
        "runs",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_runs_source", "runs", ["project_id", "source", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_runs_status", "runs", ["project_id", "status", "created_at", "id"], unique=False
    )
    op.create_index("ix_runs_trace_id", "runs", ["project_id", "trace_id"], unique=False)


def make_scores():
    op.create_table(
        "scores",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("shard_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("trace_id", sa.Uuid(), nullable=True),
        sa.Column("span_id", sa.LargeBinary(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("text_value", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("scale_id", sa.Uuid(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("metadata", postgresql.JSONB(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "shard_id", "id", name=("pk_scores")),
    )
    op.create_index("ix_scores_name", "scores", ["project_id", "name", "created_at"], unique=False)
    op.create_index(
        "ix_scores_project_id_created_at_id",
        "scores",
        ["project_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_scores_target", "scores", ["project_id", "shard_id", "created_at"], unique=False
    )


def make_scales():
    op.create_table(
        "scales",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Double(), nullable=True),
        sa.Column("maximum", sa.Double(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=("fk_scales_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_scales")),
        sa.UniqueConstraint("project_id", "name", name=("uq_scales_project_id_name")),
    )


MAKERS = (
    make_spans,
    make_traces,
    make_usage_hours,
    make_usage_days,
    make_user_days,
    make_stale_hours,
    make_prices,
    make_masking_rules,
    make_runs,
    make_scores,
    make_scales,
)


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
