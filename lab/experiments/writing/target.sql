-- The table that is meant: by schema and name, or by a text that may say both.
SELECT
    c.oid,
    n.nspname::text AS schema,
    c.relname::text AS name,
    c.relkind::text AS kind,
    c.relpersistence::text AS persistence,
    CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END AS shown,
    (
        SELECT option_value::int FROM pg_options_to_table(c.reloptions)
        WHERE option_name = 'fillfactor'
    ) AS fillfactor,
    ARRAY(
        SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY 1
    ) AS triggers,
    ARRAY(
        SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
        WHERE confrelid = c.oid AND contype = 'f' ORDER BY 1
    ) AS children,
    (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c')::int AS checks,
    ARRAY(
        SELECT indexrelid::regclass::text FROM pg_index
        WHERE indrelid = c.oid AND indisunique AND NOT indisvalid ORDER BY 1
    ) AS invalid_keys
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND CASE
        WHEN CAST(:schema AS text) IS NOT NULL THEN n.nspname = CAST(:schema AS text)
            AND c.relname = CAST(:name AS text)
        ELSE (c.relname = CAST(:name AS text) AND pg_table_is_visible(c.oid))
            OR n.nspname || '.' || c.relname = CAST(:name AS text)
      END
ORDER BY pg_table_is_visible(c.oid) DESC
LIMIT 1
