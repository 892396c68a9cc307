"""Hand runs to workers, keep the pieces of answers for a while, and find runs by text"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

APP, OWNER = "promptside_app", "promptside_owner"

# As sub-selects they are computed once a statement, not once a row.
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

# The operator of LIKE is not leakproof: behind the wall no index serves it.
FOUND_RUNS = """
CREATE FUNCTION found_runs(project uuid, pattern text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 10 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF project IS DISTINCT FROM nullif(current_setting('promptside.project', true), '')::uuid THEN
        RETURN;
    END IF;
    -- Planned each time: how many rows a pattern matches depends on the pattern.
    RETURN QUERY EXECUTE
        'SELECT r.id FROM runs r WHERE r.project_id = $1 AND r.search LIKE $2 LIMIT $3'
        USING project, pattern, most;
END $$;
"""
SIGNATURE = "found_runs(uuid, text, integer)"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("runs", sa.Column("input_snippet", sa.Text()))
    op.add_column("runs", sa.Column("output_snippet", sa.Text()))
    op.add_column("runs", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_runs_group",
        "runs",
        ["project_id", "group_id", "created_at", "id"],
        postgresql_where="group_id IS NOT NULL",
    )
    make_pieces()
    op.execute(FOUND_RUNS)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {APP}")


def make_pieces():
    """Unlogged: they are worth nothing after a crash, and an answer brings ten a second."""
    op.create_table(
        "run_pieces",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "attempt", "start", name="pk_run_pieces"),
        prefixes=["UNLOGGED"],
    )
    op.create_index(
        "ix_run_pieces_created_at", "run_pieces", ["created_at"], postgresql_using="brin"
    )
    op.execute(f"GRANT SELECT, INSERT, DELETE ON run_pieces TO {APP}")
    op.execute("ALTER TABLE run_pieces ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY project ON run_pieces TO {APP}"
        f" USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT})"
    )
    op.execute(f"CREATE POLICY across ON run_pieces FOR SELECT TO {APP} USING ({ACROSS})")
    op.execute(f"CREATE POLICY owner ON run_pieces TO {OWNER} USING (true) WITH CHECK (true)")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
