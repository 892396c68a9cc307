"""Keep datasets, evaluators, experiments and gates"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

APP, OWNER = "promptside_app", "promptside_owner"

# As sub-selects they are computed once a statement, not once a row.
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

EVERY = "SELECT, INSERT, UPDATE, DELETE"
RIGHTS = {
    "datasets": EVERY,
    "dataset_versions": "SELECT, INSERT, DELETE",
    "dataset_items": "SELECT, INSERT, UPDATE (removed_in), DELETE",
    "evaluators": "SELECT, INSERT, UPDATE",
    "evaluator_versions": "SELECT, INSERT",
    "experiments": EVERY,
    "experiment_evaluators": "SELECT, INSERT, DELETE",
    "experiment_results": EVERY,
    "result_scores": EVERY,
    "gates": "SELECT, INSERT, UPDATE",
}

# Of an experiment that was added a moment ago the planner knows nothing, takes its results for
# one row, and each of them with each. Only who owns a table may have it counted.
COUNT = """
CREATE FUNCTION count_results() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE dataset_items, experiment_results, result_scores;
END $$;
REVOKE ALL ON FUNCTION count_results() FROM PUBLIC;
"""


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    make_datasets()
    make_evaluators()
    make_experiments()
    make_gates()
    op.execute(COUNT)
    op.execute(f"GRANT EXECUTE ON FUNCTION count_results() TO {APP}")
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {APP}")
        raise_wall(table)


def raise_wall(table):
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY project ON {table} TO {APP}"
        f" USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT})"
    )
    op.execute(f"CREATE POLICY across ON {table} FOR SELECT TO {APP} USING ({ACROSS})")
    op.execute(f"CREATE POLICY owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)")


def make_datasets():
    op.create_table(
        "datasets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("input_schema", sa.JSON()),
        sa.Column("expected_schema", sa.JSON()),
        sa.Column("metadata", postgresql.JSONB()),
        sa.Column("latest_version", sa.Integer(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_datasets_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_datasets"),
        sa.UniqueConstraint("project_id", "id", name="uq_datasets_project_id_id"),
        sa.UniqueConstraint("project_id", "name", name="uq_datasets_project_id_name"),
    )
    op.create_index(
        "ix_datasets_project_id_created_at_id", "datasets", ["project_id", "created_at", "id"]
    )
    op.create_table(
        "dataset_versions",
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "dataset_id"],
            ["datasets.project_id", "datasets.id"],
            name="fk_dataset_versions_project_id_dataset_id_datasets",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dataset_id", "version", name="pk_dataset_versions"),
    )
    op.create_table(
        "dataset_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("expected", sa.JSON()),
        sa.Column("metadata", sa.JSON()),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("source_run_id", sa.Uuid()),
        sa.Column("source_trace_id", sa.Uuid()),
        sa.Column("source_span_id", sa.LargeBinary()),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("added_in", sa.Integer(), nullable=False),
        sa.Column("removed_in", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("added_in >= 1", name="ck_dataset_items_added_in_counted"),
        sa.CheckConstraint("removed_in > added_in", name="ck_dataset_items_removed_after_added"),
        sa.ForeignKeyConstraint(
            ["project_id", "dataset_id"],
            ["datasets.project_id", "datasets.id"],
            name="fk_dataset_items_project_id_dataset_id_datasets",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dataset_items"),
    )
    op.create_index(
        "ix_dataset_items_position", "dataset_items", ["dataset_id", "position", "added_in"]
    )
    op.create_index("ix_dataset_items_project_key", "dataset_items", ["project_id", "key"])
    op.create_index(
        "uq_dataset_items_key",
        "dataset_items",
        ["dataset_id", "key"],
        unique=True,
        postgresql_where=sa.text("removed_in IS NULL"),
    )


def make_evaluators():
    op.create_table(
        "evaluators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("latest_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_evaluators_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evaluators"),
        sa.UniqueConstraint("project_id", "id", name="uq_evaluators_project_id_id"),
        sa.UniqueConstraint("project_id", "name", name="uq_evaluators_project_id_name"),
    )
    op.create_index(
        "ix_evaluators_project_id_created_at_id", "evaluators", ["project_id", "created_at", "id"]
    )
    op.create_table(
        "evaluator_versions",
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "evaluator_id"],
            ["evaluators.project_id", "evaluators.id"],
            name="fk_evaluator_versions_project_id_evaluator_id_evaluators",
        ),
        sa.PrimaryKeyConstraint("evaluator_id", "version", name="pk_evaluator_versions"),
    )


def make_experiments():
    op.create_table(
        "experiments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("group_id", sa.Uuid()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("stop_reason", sa.Text()),
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("dataset_name", sa.Text(), nullable=False),
        sa.Column("dataset_version", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Uuid()),
        sa.Column("prompt_name", sa.Text()),
        sa.Column("prompt_version", sa.Integer()),
        sa.Column("content", sa.Text()),
        sa.Column("messages", sa.JSON()),
        sa.Column("connection", sa.Text()),
        sa.Column("provider", sa.Text()),
        sa.Column("model", sa.Text()),
        sa.Column("parameters", sa.JSON()),
        sa.Column("trials", sa.Integer(), nullable=False),
        sa.Column("concurrency", sa.Integer()),
        sa.Column("budget_usd", sa.Numeric()),
        sa.Column("result_count", sa.Integer(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Numeric(), nullable=False),
        sa.Column("totals", postgresql.JSONB()),
        sa.Column("metadata", postgresql.JSONB()),
        sa.Column("external_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "source IN ('executed', 'recorded')", name="ck_experiments_source_known"
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'cancelled', 'failed')",
            name="ck_experiments_status_known",
        ),
        sa.CheckConstraint("trials BETWEEN 1 AND 100", name="ck_experiments_trials_sane"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_experiments_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experiments"),
        sa.UniqueConstraint("project_id", "id", name="uq_experiments_project_id_id"),
    )
    op.create_index(
        "ix_experiments_dataset", "experiments", ["project_id", "dataset_id", "created_at", "id"]
    )
    op.create_index(
        "ix_experiments_group",
        "experiments",
        ["project_id", "group_id", "created_at", "id"],
        postgresql_where=sa.text("group_id IS NOT NULL"),
    )
    op.create_index(
        "ix_experiments_open",
        "experiments",
        ["status", "created_at"],
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    op.create_index(
        "ix_experiments_project_id_created_at_id", "experiments", ["project_id", "created_at", "id"]
    )
    op.create_index(
        "ix_experiments_prompt",
        "experiments",
        ["project_id", "prompt_id", "prompt_version", "created_at", "id"],
        postgresql_where=sa.text("prompt_id IS NOT NULL"),
    )
    op.create_index(
        "uq_experiments_external_id",
        "experiments",
        ["project_id", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "experiment_evaluators",
        sa.Column("experiment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("judge_prompt_version", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["project_id", "experiment_id"],
            ["experiments.project_id", "experiments.id"],
            name="fk_experiment_evaluators_project_id_experiment_id_experiments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("experiment_id", "position", name="pk_experiment_evaluators"),
    )
    op.create_index(
        "ix_experiment_evaluators_evaluator",
        "experiment_evaluators",
        ["project_id", "evaluator_id", "version"],
    )
    op.create_table(
        "experiment_results",
        sa.Column("experiment_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("trial", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("output", sa.JSON()),
        sa.Column("error", sa.Text()),
        sa.Column("error_kind", sa.Text()),
        sa.Column("run_id", sa.Uuid()),
        sa.Column("trace_id", sa.Uuid()),
        sa.Column("latency_ms", sa.Double()),
        sa.Column("cost_usd", sa.Numeric()),
        sa.Column("input_tokens", sa.Integer()),
        sa.Column("output_tokens", sa.Integer()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'succeeded', 'failed')",
            name="ck_experiment_results_status_known",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "experiment_id"],
            ["experiments.project_id", "experiments.id"],
            name="fk_experiment_results_project_id_experiment_id_experiments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "experiment_id", "item_id", "trial", "project_id", name="pk_experiment_results"
        ),
    )
    op.create_index(
        "ix_experiment_results_due",
        "experiment_results",
        ["experiment_id", "due_at", "position"],
        postgresql_where=sa.text("status IN ('waiting', 'running')"),
    )
    op.create_index(
        "ix_experiment_results_position",
        "experiment_results",
        ["experiment_id", "position", "trial"],
    )
    op.create_index(
        "ix_experiment_results_run",
        "experiment_results",
        ["project_id", "run_id"],
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )
    op.create_table(
        "result_scores",
        sa.Column("experiment_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("trial", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("passed", sa.Boolean()),
        sa.Column("reason", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["experiment_id", "item_id", "trial", "project_id"],
            [
                "experiment_results.experiment_id",
                "experiment_results.item_id",
                "experiment_results.trial",
                "experiment_results.project_id",
            ],
            name="fk_result_scores_experiment_results",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "experiment_id", "evaluator", "item_id", "trial", name="pk_result_scores"
        ),
    )
    for column in ("max_concurrency", "requests_per_minute"):
        op.add_column("connections", sa.Column(column, sa.Integer()))
        op.create_check_constraint(
            f"ck_connections_{column}_positive", "connections", f"{column} >= 1"
        )


def make_gates():
    op.create_table(
        "gates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("prompt_name", sa.Text()),
        sa.Column("prompt_prefix", sa.Text()),
        sa.Column("tag", sa.Text()),
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("min_dataset_version", sa.Integer(), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_version", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Double()),
        sa.Column("max_drop", sa.Double()),
        sa.Column("connection", sa.Text()),
        sa.Column("accept_recorded", sa.Boolean(), nullable=False),
        sa.Column("starts_by_itself", sa.Boolean(), nullable=False),
        sa.Column("trials", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "connection IS NOT NULL OR accept_recorded", name="ck_gates_pins_connection"
        ),
        sa.CheckConstraint("max_drop >= 0", name="ck_gates_max_drop_positive"),
        sa.CheckConstraint(
            "minimum IS NOT NULL OR max_drop IS NOT NULL", name="ck_gates_asks_something"
        ),
        sa.CheckConstraint(
            "num_nonnulls(prompt_name, prompt_prefix, tag) = 1", name="ck_gates_one_selector"
        ),
        sa.ForeignKeyConstraint(
            ["evaluator_id", "evaluator_version"],
            ["evaluator_versions.evaluator_id", "evaluator_versions.version"],
            name="fk_gates_evaluator_id_evaluator_version_evaluator_versions",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "dataset_id"],
            ["datasets.project_id", "datasets.id"],
            name="fk_gates_project_id_dataset_id_datasets",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "evaluator_id"],
            ["evaluators.project_id", "evaluators.id"],
            name="fk_gates_project_id_evaluator_id_evaluators",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_gates_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gates"),
    )
    op.create_index(
        "ix_gates_project_id_created_at_id", "gates", ["project_id", "created_at", "id"]
    )
    op.add_column("releases", sa.Column("gates", postgresql.JSONB()))
    op.add_column(
        "releases",
        sa.Column("gates_overridden", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("releases", "gates_overridden", server_default=None)


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
