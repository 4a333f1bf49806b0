-- Indexes that could go without any rule of the data going with them. Those of partitions are
-- parts of one index, which goes as a whole.
SELECT DISTINCT
    n.nspname::text AS schema,
    t.relname::text AS "table",
    whole.relname::text AS name,
    coalesce(
        (
            SELECT sum(pg_relation_size(part.relid))::bigint
            FROM pg_partition_tree(whole.oid) AS part
        ),
        pg_relation_size(whole.oid)
    ) AS size
FROM pg_index part_of
JOIN pg_class part_table ON part_table.oid = part_of.indrelid
JOIN pg_namespace part_schema ON part_schema.oid = part_table.relnamespace
JOIN pg_class whole ON whole.oid = coalesce(pg_partition_root(part_of.indexrelid), part_of.indexrelid)
JOIN pg_index x ON x.indexrelid = whole.oid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE (part_schema.nspname, part_table.relname) IN (
    SELECT * FROM unnest(CAST(:schemas AS text[]), CAST(:relations AS text[]))
)
  AND NOT x.indisunique
  AND NOT x.indisprimary
  AND NOT x.indisexclusion
  AND NOT x.indisreplident
  -- Those of the system catalogs nobody may drop: PostgreSQL makes them under lower numbers.
  AND x.indexrelid >= 16384
ORDER BY 1, 2, 3
