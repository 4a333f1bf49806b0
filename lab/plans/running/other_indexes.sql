-- The table's other indexes that no constraint needs, each with the statement that drops it. The
-- index of a partition goes with the partitioned table's, which is the one that can be dropped.
SELECT DISTINCT format('DROP INDEX %I.%I', n.nspname, o.relname) AS drop
FROM pg_class i
JOIN pg_namespace s ON s.oid = i.relnamespace
JOIN pg_index x ON x.indexrelid = i.oid
JOIN pg_index y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid
JOIN pg_class o ON o.oid = coalesce(pg_partition_root(y.indexrelid), y.indexrelid)
JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE s.nspname = :schema
  AND i.relname = :name
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid IN (o.oid, y.indexrelid))
ORDER BY 1
