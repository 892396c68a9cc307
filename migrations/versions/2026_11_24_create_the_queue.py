"""Create the queue's tables in schema `jobs`"""

from alembic import op
from procrastinate import __version__ as library_version
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"

APP = "promptside_app"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE SCHEMA IF NOT EXISTS jobs")
    op.execute("SET LOCAL search_path = jobs, public")
    # Straight to the driver, which would otherwise look for parameters in the script's text.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    # The library's tables change with it. A later revision reads here what it starts from.
    op.execute(f"COMMENT ON SCHEMA jobs IS 'procrastinate {library_version}'")
    op.execute(f"GRANT USAGE ON SCHEMA jobs TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO {APP}")
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA jobs TO {APP}")
    op.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO {APP}")
    op.execute("SET LOCAL search_path = public")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
