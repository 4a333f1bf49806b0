-- Foreign keys of other tables that lead to the tables named, those of partitions left out: their
-- parent's stands for them. A row refers to one of them where all columns of the key are filled.
SELECT c.conname AS name,
       n.nspname AS schema_name,
       r.relname AS table_name,
       n.nspname = current_schema() AS here,
       array_agg(a.attname ORDER BY a.attnum) AS columns
FROM pg_constraint c
JOIN pg_class r ON r.oid = c.conrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_class t ON t.oid = c.confrelid
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (c.conkey)
WHERE c.contype = 'f'
  AND c.conparentid = 0
  AND t.relnamespace = current_schema()::regnamespace
  AND t.relname = ANY (:tables)
  AND NOT (r.relnamespace = t.relnamespace AND r.relname = ANY (:tables))
GROUP BY c.oid, n.nspname, r.relname
ORDER BY schema_name, table_name, name
