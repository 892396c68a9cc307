"""Let the database itself keep each project's rows to that project"""

from alembic import op

revision = "0005"
down_revision = "0004"

APP, OWNER = "promptside_app", "promptside_owner"

TABLES = (
    "api_keys",
    "audit_events",
    "idempotency_keys",
    "memberships",
    "prompt_search",
    "prompt_versions",
    "prompts",
    "releases",
)

# As sub-selects they are computed once a statement, not once a row.
PROJECT = "(SELECT nullif(current_setting('promptside.project', true), '')::uuid)"
ACROSS = "(SELECT current_setting('promptside.across', true) = 'on')"

# What must be read before a project is known, or would be slow behind the wall: an index for
# LIKE or for tags cannot be used there, because their operators are not leakproof.
FUNCTIONS = """
CREATE FUNCTION key_by_hash(hash bytea) RETURNS SETOF api_keys
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    living api_keys;
BEGIN
    SELECT * INTO living FROM api_keys k
    WHERE k.key_hash = hash AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > now());
    IF FOUND THEN
        -- The project is known from here on, until the transaction ends.
        PERFORM set_config('promptside.project', living.project_id::text, true),
                set_config('promptside.across', 'off', true);
        RETURN NEXT living;
    END IF;
END $$;

CREATE FUNCTION memberships_of(person uuid)
RETURNS TABLE (project_id uuid, slug text, name text, role text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT p.id, p.slug, p.name, m.role
        FROM memberships m JOIN projects p ON p.id = m.project_id
        WHERE m.user_id = person ORDER BY p.slug;
END $$;

CREATE FUNCTION renamings() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT count(*) FROM audit_events WHERE action = 'person.updated');
END $$;

CREATE FUNCTION taken_ids(ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT one FROM unnest(ids) one
        WHERE EXISTS (SELECT FROM prompts p WHERE p.id = one)
           OR EXISTS (SELECT FROM prompt_versions v WHERE v.id = one)
           OR EXISTS (SELECT FROM releases r WHERE r.id = one OR r.prompt_id = one)
           OR EXISTS (SELECT FROM audit_events e WHERE e.object_id = one::text);
END $$;

CREATE FUNCTION found_prompts(
    project uuid, pattern text, in_heading boolean, wanted text[], archived boolean, most integer
) RETURNS TABLE (id uuid, created_at timestamptz)
LANGUAGE plpgsql STABLE ROWS 10 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF project IS DISTINCT FROM nullif(current_setting('promptside.project', true), '')::uuid THEN
        RETURN;
    END IF;
    -- Planned each time: how many rows a pattern matches depends on the pattern. ROWS 10, as what
    -- is joined to it are few; for many the caller walks another way.
    RETURN QUERY EXECUTE
        'SELECT p.id, p.created_at FROM prompts p'
        || CASE WHEN pattern IS NULL THEN '' ELSE
            ' JOIN prompt_search s ON s.prompt_id = p.id AND s.'
            || CASE WHEN in_heading THEN 'heading' ELSE 'text' END || ' LIKE $2'
        END
        || ' WHERE p.project_id = $1'
        || CASE WHEN wanted = '{}' THEN '' ELSE ' AND p.tags @> $3' END
        || CASE WHEN archived THEN ' AND p.archived_at IS NOT NULL'
                ELSE ' AND p.archived_at IS NULL' END
        || ' LIMIT $4'
        USING project, pattern, wanted, most;
END $$;

CREATE FUNCTION found_anywhere(pattern text, in_heading boolean) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('promptside.across', true) IS DISTINCT FROM 'on' THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE
        'SELECT s.prompt_id FROM prompt_search s WHERE s.'
        || CASE WHEN in_heading THEN 'heading' ELSE 'text' END || ' LIKE $1'
        USING pattern;
END $$;

CREATE FUNCTION fetch_in_project(project uuid, wanted text, by_label text, number integer)
RETURNS TABLE (
    id uuid, name text, kind text, tags text[], latest_version integer, version_id uuid, author text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT p.id, p.name, p.kind, p.tags, p.latest_version, v.id, u.name
        FROM prompts p
        LEFT JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = CASE by_label
            WHEN 'production' THEN p.active_version
            WHEN 'latest' THEN p.latest_version
            ELSE number END
        -- An imported author may be any text. People are renamed, other authors never.
        LEFT JOIN users u ON u.id = CASE
            WHEN starts_with(v.created_by, 'person:')
                 AND pg_input_is_valid(substr(v.created_by, 8), 'uuid')
            THEN substr(v.created_by, 8)::uuid END
        WHERE p.project_id = project AND p.name = wanted;
END $$;

CREATE FUNCTION fetch_for_key(hash bytea, wanted text, by_label text, number integer)
RETURNS TABLE (
    key_id uuid, project_id uuid, scopes text[], rate_limit integer, used_at timestamptz,
    id uuid, name text, kind text, tags text[], latest_version integer, version_id uuid, author text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT k.id, k.project_id, k.scopes, k.rate_limit, k.used_at,
               p.id, p.name, p.kind, p.tags, p.latest_version, v.id, u.name
        FROM api_keys k
        LEFT JOIN prompts p ON p.project_id = k.project_id AND p.name = wanted
        LEFT JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = CASE by_label
            WHEN 'production' THEN p.active_version
            WHEN 'latest' THEN p.latest_version
            ELSE number END
        LEFT JOIN users u ON u.id = CASE
            WHEN starts_with(v.created_by, 'person:')
                 AND pg_input_is_valid(substr(v.created_by, 8), 'uuid')
            THEN substr(v.created_by, 8)::uuid END
        WHERE k.key_hash = hash AND k.revoked_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > now());
END $$;
"""

SIGNATURES = (
    "key_by_hash(bytea)",
    "memberships_of(uuid)",
    "renamings()",
    "taken_ids(uuid[])",
    "found_prompts(uuid, text, boolean, text[], boolean, integer)",
    "found_anywhere(text, boolean)",
    "fetch_in_project(uuid, text, text, integer)",
    "fetch_for_key(bytea, text, text, integer)",
)


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.get_bind().connection.driver_connection.execute(FUNCTIONS)
    for signature in SIGNATURES:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")
    for table in TABLES:
        raise_wall(table)
    # What concerns the installation has no project: anybody's doing may be written there.
    op.execute(
        f"CREATE POLICY installation ON audit_events FOR INSERT TO {APP}"
        " WITH CHECK (project_id IS NULL)"
    )


def raise_wall(table):
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY project ON {table} TO {APP}"
        f" USING (project_id = {PROJECT}) WITH CHECK (project_id = {PROJECT})"
    )
    op.execute(f"CREATE POLICY across ON {table} FOR SELECT TO {APP} USING ({ACROSS})")
    op.execute(f"CREATE POLICY owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)")


def downgrade():
    raise NotImplementedError("Restore a backup instead; versions and logs are never thrown away.")
