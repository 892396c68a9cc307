"""Give people roles in projects, invite them, and let keys be narrower"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

APP = "promptside_app"
ROLE_KNOWN = "role IN ('viewer', 'editor', 'releaser', 'admin')"

# Until now whoever could sign in wrote and released, and operators did the rest.
MEMBERS = """
INSERT INTO memberships (id, project_id, user_id, role, created_at, created_by)
SELECT gen_random_uuid(), p.id, u.id, CASE WHEN u.is_operator THEN 'admin' ELSE 'releaser' END,
       now(), 'system'
FROM users u JOIN projects p ON u.is_operator OR p.slug = 'default'
"""


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tables()
    op.add_column("api_keys", sa.Column("labels", postgresql.ARRAY(sa.Text())))
    op.add_column("api_keys", sa.Column("rate_limit", sa.Integer()))
    op.add_column("sessions", sa.Column("across_at", sa.DateTime(timezone=True)))
    op.execute(MEMBERS)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON memberships TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON invitations TO {APP}")


def create_tables():
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint(ROLE_KNOWN, name="ck_memberships_role_known"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_memberships_project_id_projects"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_memberships_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        sa.UniqueConstraint("project_id", "user_id", name="uq_memberships_project_id_user_id"),
    )
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(ROLE_KNOWN, name="ck_invitations_role_known"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_invitations_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )
    op.create_index(
        "ix_invitations_project_id_created_at", "invitations", ["project_id", "created_at"]
    )


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
