SELECT
    d.datname::text AS name,
    -- Of a database that the user may not enter, PostgreSQL tells no size.
    CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) ELSE 0 END AS size,
    d.datistemplate AS template,
    coalesce(shobj_description(d.oid, 'pg_database'), '') AS note
FROM pg_database d
WHERE d.datname NOT IN ('template0', 'template1')
ORDER BY d.datname
