"""Keep the searched text without case, and count lists by an index alone"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROWS = 1000
SEARCH = sa.table("prompt_search", *map(sa.column, ("prompt_id", "heading", "text")))


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    fold_texts()
    op.drop_index("ix_prompts_project_id_created_at_id", "prompts")
    op.create_index(
        "ix_prompts_project_id_created_at_id",
        "prompts",
        ["project_id", "created_at", "id"],
        postgresql_include=["archived_at"],
    )


def fold_texts():
    """By Python, as the application does: PostgreSQL's lower() folds some letters otherwise."""
    connection = op.get_bind()
    query = sa.select(SEARCH).order_by(SEARCH.c.prompt_id).limit(ROWS)
    rows = connection.execute(query).all()
    while rows:
        for row in rows:
            connection.execute(
                SEARCH.update()
                .where(SEARCH.c.prompt_id == row.prompt_id)
                .values(heading=row.heading.casefold(), text=row.text.casefold())
            )
        rows = connection.execute(query.where(SEARCH.c.prompt_id > rows[-1].prompt_id)).all()


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
