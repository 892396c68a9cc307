"""Find a score by its id alone, to read or remove it"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_scores_id", "scores", ["project_id", "id"])


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
