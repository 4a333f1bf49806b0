-- Since PostgreSQL 18 attnotnull is set by a constraint that is NOT VALID too: nulls may be there.
-- A domain that is NOT NULL keeps them out of every column that has it.
SELECT a.attrelid AS table_oid,
       a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AND n.oid IS NULL OR y.typtype = 'd' AND y.typnotnull AS not_null,
       n.conname AS unvalidated,
       pg_get_expr(d.adbin, d.adrelid) AS "default",
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
       CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
       o.description AS comment,
       l.collname AS collation,
       a.attlen AS length,
       a.attalign AS alignment
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_description o
    ON o.classoid = 'pg_class'::regclass AND o.objoid = a.attrelid AND o.objsubid = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> y.typcollation
LEFT JOIN pg_constraint n
    ON n.conrelid = a.attrelid AND n.contype = 'n' AND NOT n.convalidated
    AND n.conkey[1] = a.attnum
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
ORDER BY a.attrelid, a.attnum
