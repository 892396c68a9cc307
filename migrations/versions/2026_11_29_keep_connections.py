"""Keep each project's connections to models"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

APP, OWNER = "promptside_app", "promptside_owner"

# As sub-selects they are computed once a statement, not once a row.
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "connections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text()),
        sa.Column("encrypted_key", sa.LargeBinary()),
        sa.Column("key_hint", sa.Text()),
        sa.Column("default_model", sa.Text()),
        sa.Column("timeout_s", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("timeout_s BETWEEN 1 AND 600", name="ck_connections_timeout_sane"),
        sa.CheckConstraint("name <> 'echo'", name="ck_connections_name_free"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_connections_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("project_id", "name", name="uq_connections_project_id_name"),
    )
    op.create_index(
        "uq_connections_default",
        "connections",
        ["project_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON connections TO {APP}")
    raise_wall("connections")


def raise_wall(table):
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY project ON {table} TO {APP}"
        f" USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT})"
    )
    op.execute(f"CREATE POLICY across ON {table} FOR SELECT TO {APP} USING ({ACROSS})")
    op.execute(f"CREATE POLICY owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
