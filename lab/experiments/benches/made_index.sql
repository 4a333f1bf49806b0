-- The index of this name that this transaction has made; all parts of a partitioned one.
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
  AND i.xmin = pg_current_xact_id()::xid
