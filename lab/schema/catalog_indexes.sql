-- A key column is told by its name, an expression by its text. A foreign key also has the oid of an
-- index in conindid: the one that it leans on, which belongs to another constraint.
SELECT x.indrelid AS table_oid,
       i.relname AS name,
       pg_get_indexdef(x.indexrelid) AS definition,
       ARRAY(
           SELECT coalesce(a.attname::text, pg_get_indexdef(x.indexrelid, n, false))
           FROM generate_series(1, x.indnkeyatts) AS n
           LEFT JOIN pg_attribute a
               ON a.attrelid = x.indrelid AND a.attnum = x.indkey[n - 1] AND a.attnum <> 0
           ORDER BY n) AS columns,
       m.amname AS method,
       x.indisunique AS "unique",
       x.indisprimary AS "primary",
       k.conname AS "constraint",
       pg_get_expr(x.indpred, x.indrelid) AS predicate,
       ARRAY(
           SELECT a.attname::text
           FROM generate_series(x.indnkeyatts + 1, x.indnatts) AS n
           JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[n - 1]
           ORDER BY n) AS included,
       x.indisvalid AS valid
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_am m ON m.oid = i.relam
LEFT JOIN pg_constraint k
    ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
ORDER BY x.indrelid, i.relname COLLATE "C"
