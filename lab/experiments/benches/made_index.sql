-- The index of this name on the table as it is written in SQL; all parts of a partitioned one.
SELECT
    n.nspname::text AS schema,
    coalesce(
        (SELECT sum(pg_relation_size(part.relid))::bigint FROM pg_partition_tree(i.oid) AS part),
        pg_relation_size(i.oid)
    ) AS size,
    x.indisvalid AND NOT x.indcheckxmin AS usable
FROM pg_class i
JOIN pg_index x ON x.indexrelid = i.oid
JOIN pg_namespace n ON n.oid = i.relnamespace
WHERE i.relname = :name
  AND x.indrelid = to_regclass(:table)
