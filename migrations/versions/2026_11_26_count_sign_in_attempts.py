"""Count tries to sign in, and requests of keys that have a limit"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

APP = "promptside_app"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "sign_in_attempts",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("tries", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_expires_at", "sign_in_attempts", ["expires_at"])
    op.create_table(
        "rate_windows",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_rate_windows"),
        prefixes=["UNLOGGED"],
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempts, rate_windows TO {APP}")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
