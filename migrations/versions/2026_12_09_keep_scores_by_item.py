"""Keep the scores by item of experiments that are over, for those who compare them"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

APP, OWNER = "promptside_app", "promptside_owner"

# As sub-selects they are computed once a statement, not once a row.
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "experiment_units",
        sa.Column("experiment_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "experiment_id"],
            ["experiments.project_id", "experiments.id"],
            name="fk_experiment_units_project_id_experiment_id_experiments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("experiment_id", "evaluator", name="pk_experiment_units"),
    )
    # Half of it are random ids, which nothing compresses.
    op.execute("ALTER TABLE experiment_units ALTER COLUMN columns SET STORAGE EXTERNAL")
    op.execute(f"GRANT SELECT, INSERT ON experiment_units TO {APP}")
    op.execute("ALTER TABLE experiment_units ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY project ON experiment_units TO {APP}"
        f" USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT})"
    )
    op.execute(f"CREATE POLICY across ON experiment_units FOR SELECT TO {APP} USING ({ACROSS})")
    op.execute(f"CREATE POLICY owner ON experiment_units TO {OWNER} USING (true) WITH CHECK (true)")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
