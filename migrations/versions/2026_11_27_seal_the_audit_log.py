"""Seal the audit log: a chain of hashes a project, appended after the commit"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

APP, OWNER = "promptside_app", "promptside_owner"
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"

# The project of the transaction, the installation's rows (written by nobody but the sealer, and
# read only across projects), and the owner, whom FORCE would else stop as well.
POLICIES = f"""
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seals FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON audit_seals TO {APP}
    USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT});
CREATE POLICY installation ON audit_seals FOR INSERT TO {APP} WITH CHECK (project_id IS NULL);
CREATE POLICY across ON audit_seals FOR SELECT TO {APP}
    USING ((SELECT current_setting('promptside.across', true) = 'on'));
CREATE POLICY owner ON audit_seals TO {OWNER} USING (true);
"""


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    number_transactions()
    op.create_table(
        "audit_seals",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_audit_seals"),
        sa.UniqueConstraint(
            "project_id",
            "number",
            name="uq_audit_seals_project_id_number",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.execute(
        "CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit_seals"
        " FOR EACH ROW EXECUTE FUNCTION keep_log()"
    )
    op.execute(
        "CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit_seals"
        " FOR EACH STATEMENT EXECUTE FUNCTION keep_log()"
    )
    op.execute(f"GRANT SELECT, INSERT ON audit_seals TO {APP}")
    op.execute(POLICIES)


def number_transactions():
    """A constant is filled in without touching the rows that are there; 0 is before them all."""
    op.execute("ALTER TABLE audit_events ADD COLUMN xid bigint NOT NULL DEFAULT 0")
    op.execute(
        "ALTER TABLE audit_events"
        " ALTER COLUMN xid SET DEFAULT CAST(CAST(pg_current_xact_id() AS text) AS bigint)"
    )
    op.create_index("ix_audit_events_xid_id", "audit_events", ["xid", "id"], unique=False)


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
