SELECT
    d.datname::text AS name,
    pg_database_size(d.oid) AS size,
    d.datistemplate AS template,
    coalesce(shobj_description(d.oid, 'pg_database'), '') AS note
FROM pg_database d
WHERE d.datname NOT IN ('template0', 'template1')
ORDER BY d.datname
