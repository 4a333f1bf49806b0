-- pg_stats shows nothing of a table whose rows the user may not see all of.
SELECT c.oid AS table_oid,
       c.reltuples AS rows,
       pg_relation_size(c.oid) AS size,
       c.relpages AS pages,
       current_setting('block_size')::int AS page_size,
       c.relallvisible AS all_visible_pages,
       greatest(
           pg_stat_get_last_analyze_time(c.oid),
           pg_stat_get_last_autoanalyze_time(c.oid)) AS analyzed_at,
       greatest(
           pg_stat_get_last_vacuum_time(c.oid),
           pg_stat_get_last_autovacuum_time(c.oid)) AS vacuumed_at,
       pg_stat_get_live_tuples(c.oid) AS live_rows,
       pg_stat_get_dead_tuples(c.oid) AS dead_rows,
       pg_stat_get_mod_since_analyze(c.oid) AS modified_rows,
       has_any_column_privilege(c.oid, 'SELECT')
           AND NOT (c.relrowsecurity AND row_security_active(c.oid)) AS statistics_readable,
       coalesce((
           SELECT o.option_value::int
           FROM pg_options_to_table(c.reloptions) o
           WHERE o.option_name = 'fillfactor'), 100) AS fillfactor,
       c.relnatts AS attributes,
       coalesce(m.amname = 'heap', false) AS is_heap
FROM pg_class c
LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
