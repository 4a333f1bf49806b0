-- The table's other indexes that no constraint needs, each with the statement that drops it.
SELECT format('DROP INDEX %I.%I', n.nspname, o.relname) AS drop
FROM pg_class i
JOIN pg_namespace s ON s.oid = i.relnamespace
JOIN pg_index x ON x.indexrelid = i.oid
JOIN pg_index y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid
JOIN pg_class o ON o.oid = y.indexrelid
JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE s.nspname = :schema
  AND i.relname = :name
  AND NOT o.relispartition
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = o.oid)
ORDER BY 1
