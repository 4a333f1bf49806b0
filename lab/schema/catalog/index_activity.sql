-- last_idx_scan is of PostgreSQL 16 and newer: read from the row as JSON, it may be missing.
SELECT i.oid AS index_oid,
       pg_relation_size(i.oid) AS size,
       s.idx_scan AS scans,
       (to_jsonb(s) ->> 'last_idx_scan')::timestamptz AS last_scan,
       i.reltuples AS rows,
       i.relpages AS pages,
       current_setting('block_size')::int AS page_size,
       (SELECT o.option_value::int
        FROM pg_options_to_table(i.reloptions) o
        WHERE o.option_name = 'fillfactor') AS fillfactor
FROM pg_class t
JOIN pg_index x ON x.indrelid = t.oid
JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = i.oid
WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND t.relkind IN ('r', 'p')
