-- The table and its indexes, whose rows in pg_class ANALYZE writes to in place, each with a
-- statement that changes nothing but makes a new version of that row. Nothing for a table with
-- children: ANALYZE goes down to them.
SELECT
    format(
        'ALTER %s %I.%I RESET (%s)',
        CASE c.relkind WHEN 'i' THEN 'INDEX' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
        n.nspname,
        c.relname,
        CASE c.relkind WHEN 'i' THEN 'fillfactor' ELSE 'autovacuum_vacuum_cost_delay' END
    ) AS touch
FROM pg_class t
JOIN pg_namespace s ON s.oid = t.relnamespace
JOIN pg_class c
    ON c.oid = t.oid
    OR c.oid IN (SELECT x.indexrelid FROM pg_index x WHERE x.indrelid = t.oid)
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.relname = :name
  AND CASE WHEN :schema = 'pg_temp' THEN s.oid = pg_my_temp_schema() ELSE s.nspname = :schema END
  AND t.relkind IN ('r', 'm')
  AND NOT t.relispartition
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = t.oid)
ORDER BY c.oid
