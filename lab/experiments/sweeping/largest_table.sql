-- The largest of these tables by what it takes on disk; a partitioned one has no rows of its own.
SELECT n.nspname::text AS schema, t.relname::text AS name
FROM pg_class t
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE (n.nspname, t.relname) IN (
    SELECT * FROM unnest(CAST(:schemas AS text[]), CAST(:names AS text[]))
)
  AND t.relkind IN ('r', 'm')
ORDER BY pg_relation_size(t.oid) DESC, 1, 2
LIMIT 1
