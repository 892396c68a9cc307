"""Find runs by text and traces by facets in every project, for the panel"""

from alembic import op

revision = "0015"
down_revision = "0014"

APP = "promptside_app"

# The operators of LIKE and of arrays are not leakproof: behind the wall no index serves them.
FOUND = """
CREATE FUNCTION found_runs_anywhere(pattern text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('promptside.across', true) IS DISTINCT FROM 'on' THEN
        RETURN;
    END IF;
    -- Planned each time: how many rows a pattern matches depends on the pattern.
    RETURN QUERY EXECUTE 'SELECT r.id FROM runs r WHERE r.search LIKE $1 LIMIT $2'
        USING pattern, most;
END $$;

CREATE FUNCTION found_traces_anywhere(wanted text[], most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found uuid[];
BEGIN
    IF current_setting('promptside.across', true) IS DISTINCT FROM 'on' THEN
        RETURN '{}';
    END IF;
    -- Null says that there are more.
    EXECUTE
        'SELECT CASE WHEN count(*) <= $2 THEN coalesce(array_agg(few.trace_id), ''{}'') END'
        ' FROM (SELECT t.trace_id FROM traces t WHERE t.facets && $1 LIMIT $2 + 1) few'
        INTO found USING wanted, most;
    RETURN found;
END $$;
"""
SIGNATURES = ("found_runs_anywhere(text, integer)", "found_traces_anywhere(text[], integer)")


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(FOUND)
    for signature in SIGNATURES:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
