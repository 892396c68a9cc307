"""Let the statements that take spans in raise the wall themselves"""

from alembic import op

revision = "0023"
down_revision = "0022"

APP = "promptside_app"

# The project is known from here on, until the transaction ends. Whoever reads from this reads it
# first, so that what it selects beside it is seen within that project.
ACT_IN = """
CREATE FUNCTION act_in(project uuid) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM set_config('promptside.project', project::text, true),
            set_config('promptside.across', 'off', true);
    RETURN true;
END $$;
"""

# A span that may be there already costs a second look into the index and a note in the log for
# each row. Nearly always all are new; if one is not, nothing of them is inserted, and whoever asked
# does it the longer way. What they share stays. It is written once a day, as whoever writes a row
# holds it until its transaction ends, and before the spans, or two could wait for each other.
TAKE = """
CREATE FUNCTION take_new_spans(project uuid, ids uuid[], shared jsonb, arriving arriving_span[])
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM act_in(project);
    INSERT INTO shared_objects (project_id, id, used_on, value)
    SELECT project, new.id, current_date, new.value
    FROM unnest(ids, ARRAY(SELECT jsonb_array_elements(shared))) AS new (id, value)
    WHERE NOT EXISTS (SELECT FROM shared_objects old WHERE old.project_id = project
        AND old.id = new.id AND old.used_on >= current_date)
    ON CONFLICT (project_id, id) DO UPDATE SET used_on = excluded.used_on;
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
            status_message, cost_usd::numeric, parameters, input, output, attributes, events,
            links
        FROM unnest(arriving);
        RETURN true;
    EXCEPTION WHEN unique_violation THEN
        RETURN false;
    END;
END $$;
"""
SIGNATURES = ("act_in(uuid)", "take_new_spans(uuid, uuid[], jsonb, arriving_span[])")


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP FUNCTION insert_new_spans(uuid, arriving_span[])")
    op.execute(ACT_IN)
    op.execute(TAKE)
    for signature in SIGNATURES:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
