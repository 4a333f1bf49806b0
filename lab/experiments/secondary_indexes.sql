-- Indexes that could go without any rule of the data going with them.
SELECT
    n.nspname::text AS schema,
    t.relname::text AS "table",
    i.relname::text AS name,
    pg_relation_size(i.oid) AS size
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE (n.nspname, t.relname) IN (
    SELECT * FROM unnest(CAST(:schemas AS text[]), CAST(:relations AS text[]))
)
  AND NOT x.indisunique
  AND NOT x.indisprimary
  AND NOT x.indisexclusion
  AND NOT x.indisreplident
ORDER BY n.nspname, t.relname, i.relname
