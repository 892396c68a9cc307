"""Remember whence a trace's words are, and say in what form spans arrive"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

# Spans come as one array of such rows. A type of its own, and not that of the table: whoever is
# still running while a column is added to the table goes on sending these.
ARRIVING = """
CREATE TYPE arriving_span AS (
    trace_id uuid,
    span_id bytea,
    started_at timestamptz,
    ended_at timestamptz,
    first_token_at timestamptz,
    latency_ms double precision,
    prompt_id uuid,
    prompt_version integer,
    input_tokens integer,
    output_tokens integer,
    cached_tokens integer,
    reasoning_tokens integer,
    total_tokens integer,
    is_clamped boolean,
    parent_span_id bytea,
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
    price jsonb,
    parameters json,
    input json,
    output json,
    attributes jsonb,
    events json,
    links json,
    resource jsonb
)
"""


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ARRIVING)
    nothing_yet = sa.text("'{}'")
    origins = sa.Column(
        "origins", postgresql.ARRAY(sa.BigInteger()), nullable=False, server_default=nothing_yet
    )
    op.add_column("traces", origins)
    op.alter_column("traces", "origins", server_default=None)
