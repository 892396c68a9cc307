"""Keep once what many spans have in common: who sent them, and by which price they cost"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"

APP, OWNER = "promptside_app", "promptside_owner"

PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

WALL = f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON shared_objects TO {APP};
ALTER TABLE shared_objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE shared_objects FORCE ROW LEVEL SECURITY;
CREATE POLICY project ON shared_objects TO {APP}
    USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT});
CREATE POLICY across ON shared_objects FOR SELECT TO {APP} USING ({ACROSS});
CREATE POLICY owner ON shared_objects TO {OWNER} USING (true);
"""

SHARE = """
INSERT INTO shared_objects (project_id, id, value, used_on)
    SELECT DISTINCT project_id, md5(value::text)::uuid, value, current_date
    FROM spans, LATERAL (VALUES (resource), (price)) AS one (value) WHERE value IS NOT NULL;
UPDATE spans SET resource_id = md5(resource::text)::uuid, price_id = md5(price::text)::uuid
    WHERE resource IS NOT NULL OR price IS NOT NULL;
ALTER TABLE spans DROP COLUMN resource, DROP COLUMN price;
"""

# What every span has stands first: it is packed at once (app/services/traces/packing.py).
ARRIVING = """
DROP TYPE arriving_span;
CREATE TYPE arriving_span AS (
    trace_id uuid,
    started_at timestamptz,
    ended_at timestamptz,
    latency_ms double precision,
    is_clamped boolean,
    span_id bytea,
    parent_span_id bytea,
    first_token_at timestamptz,
    prompt_id uuid,
    resource_id uuid,
    price_id uuid,
    prompt_version integer,
    input_tokens integer,
    output_tokens integer,
    cached_tokens integer,
    reasoning_tokens integer,
    total_tokens integer,
    kind text,
    level text,
    name text,
    environment text,
    model text,
    provider text,
    prompt_name text,
    user_id text,
    session_id text,
    release text,
    tags text[],
    status_message text,
    cost_usd text,
    parameters json,
    input json,
    output json,
    attributes jsonb,
    events json,
    links json
);
"""

# A span that may be there already costs a second look into the index and a note in the log for
# each row. Nearly always all are new; if one is not, nothing is inserted, and whoever asked does
# it the longer way.
INSERT_NEW = """
CREATE FUNCTION insert_new_spans(project uuid, arriving arriving_span[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO spans (project_id,
        trace_id, started_at, ended_at, latency_ms, is_clamped, span_id, parent_span_id,
        first_token_at, prompt_id, resource_id, price_id, prompt_version, input_tokens,
        output_tokens, cached_tokens, reasoning_tokens, total_tokens, kind, level, name,
        environment, model, provider, prompt_name, user_id, session_id, release, tags,
        status_message, cost_usd, parameters, input, output, attributes, events, links)
    SELECT project,
        trace_id, started_at, ended_at, latency_ms, is_clamped, span_id, parent_span_id,
        first_token_at, prompt_id, resource_id, price_id, prompt_version, input_tokens,
        output_tokens, cached_tokens, reasoning_tokens, total_tokens, kind, level, name,
        environment, model, provider, prompt_name, user_id, session_id, release, tags,
        status_message, cost_usd::numeric, parameters, input, output, attributes, events, links
    FROM unnest(arriving);
    RETURN true;
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END $$;
REVOKE ALL ON FUNCTION insert_new_spans(uuid, arriving_span[]) FROM PUBLIC;
"""


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "shared_objects",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "id", name=("pk_shared_objects")),
    )
    op.execute(WALL)
    op.add_column("spans", sa.Column("resource_id", sa.Uuid()))
    op.add_column("spans", sa.Column("price_id", sa.Uuid()))
    op.execute(SHARE)
    op.execute(ARRIVING)
    op.execute(INSERT_NEW)
    op.execute(f"GRANT EXECUTE ON FUNCTION insert_new_spans(uuid, arriving_span[]) TO {APP}")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
