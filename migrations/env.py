"""Runs the revisions as `promptside_owner`, each in a transaction of its own."""

from alembic import context

import app.models  # noqa: F401  (tables register themselves)
from app.db import Base
from app.migrating import VERSION_TABLE


def ours(name, type_, _parent_names):
    """The queue's tables live in schema `jobs` and follow its library, not our models."""
    return not (type_ == "schema" and name == "jobs")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=ours,
    transaction_per_migration=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
