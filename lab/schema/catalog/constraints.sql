-- Without PostgreSQL 18's not-null constraints (contype 'n'): NOT NULL is told of the column.
-- A foreign key to a partitioned table has a row of its own for each partition, below the one that
-- somebody declared and on the same table: these are left out.
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
       CASE WHEN r.relnamespace <> c.relnamespace THEN s.nspname END AS referred_schema,
       ARRAY(
           SELECT a.attname::text
           FROM unnest(k.confkey) WITH ORDINALITY AS key (attnum, position)
           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.attnum
           ORDER BY key.position) AS referred_columns,
       CASE k.confdeltype
           WHEN 'a' THEN 'NO ACTION'
           WHEN 'r' THEN 'RESTRICT'
           WHEN 'c' THEN 'CASCADE'
           WHEN 'n' THEN 'SET NULL'
           WHEN 'd' THEN 'SET DEFAULT'
       END AS on_delete,
       CASE k.confupdtype
           WHEN 'a' THEN 'NO ACTION'
           WHEN 'r' THEN 'RESTRICT'
           WHEN 'c' THEN 'CASCADE'
           WHEN 'n' THEN 'SET NULL'
           WHEN 'd' THEN 'SET DEFAULT'
       END AS on_update,
       k.convalidated AS validated,
       CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression,
       -- Of PostgreSQL 15 and newer; older ones tell all nulls apart.
       coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct,
       k.condeferrable AS "deferrable",
       k.condeferred AS deferred,
       k.confmatchtype = 'f' AS match_full,
       -- Of PostgreSQL 18 and newer.
       k.contype = 'f' AND coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false) AS period,
       k.coninhcount > 0 OR k.conparentid <> 0 AS inherited
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace s ON s.oid = r.relnamespace
LEFT JOIN pg_constraint declared ON declared.oid = k.conparentid
LEFT JOIN pg_index x ON k.contype = 'u' AND x.indexrelid = k.conindid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
  AND k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND declared.conrelid IS DISTINCT FROM k.conrelid
ORDER BY k.conrelid, k.conname COLLATE "C"
