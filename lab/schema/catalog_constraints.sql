-- Without PostgreSQL 18's not-null constraints (contype 'n'): NOT NULL is told of the column.
SELECT k.conrelid AS table_oid,
       k.conname AS name,
       CASE k.contype
           WHEN 'p' THEN 'primary key'
           WHEN 'u' THEN 'unique'
           WHEN 'f' THEN 'foreign key'
           WHEN 'c' THEN 'check'
           WHEN 'x' THEN 'exclusion'
       END AS kind,
       pg_get_constraintdef(k.oid) AS definition,
       ARRAY(
           SELECT a.attname::text
           FROM unnest(k.conkey) WITH ORDINALITY AS key (attnum, position)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.attnum
           ORDER BY key.position) AS columns,
       r.relname AS referred_table,
       ARRAY(
           SELECT a.attname::text
           FROM unnest(k.confkey) WITH ORDINALITY AS key (attnum, position)
           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.attnum
           ORDER BY key.position) AS referred_columns,
       CASE WHEN k.contype = 'f' THEN
           CASE k.confdeltype
               WHEN 'a' THEN 'NO ACTION'
               WHEN 'r' THEN 'RESTRICT'
               WHEN 'c' THEN 'CASCADE'
               WHEN 'n' THEN 'SET NULL'
               WHEN 'd' THEN 'SET DEFAULT'
           END
       END AS on_delete,
       k.convalidated AS validated
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_class r ON r.oid = k.confrelid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
  AND k.contype IN ('p', 'u', 'f', 'c', 'x')
ORDER BY k.conrelid, k.conname COLLATE "C"
