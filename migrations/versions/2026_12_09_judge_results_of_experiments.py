"""Let scores judge results of experiments"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("scores", sa.Column("experiment_id", sa.Uuid()))
    op.add_column("scores", sa.Column("item_id", sa.Uuid()))
    op.add_column("scores", sa.Column("trial", sa.Integer()))


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
