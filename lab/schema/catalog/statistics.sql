-- What ANALYZE found, as far as the user may see it: of columns, and of the expressions of indexes,
-- which stand under the index's name. A partitioned table has only what was found of its partitions
-- together; of one that others inherit from, only its own rows count here.
SELECT s.tablename AS relation,
       s.attname AS name,
       s.n_distinct,
       s.null_frac,
       s.most_common_freqs[1] AS most_common_frac,
       s.avg_width AS average_width
FROM pg_stats s
JOIN pg_namespace n ON n.nspname = s.schemaname
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
WHERE s.schemaname = :schema
  AND s.inherited = (c.relkind = 'p')
