-- The index of this name on the table as it is written in SQL; all parts of a partitioned one, and
-- whether one of those that stood before has become a part of it.
SELECT
    n.nspname::text AS schema,
    coalesce(
        (SELECT sum(pg_relation_size(part.relid))::bigint FROM pg_partition_tree(i.oid) AS part),
        pg_relation_size(i.oid)
    ) AS size,
    x.indisvalid AND NOT x.indcheckxmin AS usable,
    (
        SELECT min(part.relid::regclass::text)
        FROM pg_partition_tree(i.oid) AS part
        JOIN pg_class p ON p.oid = part.relid
        JOIN pg_namespace s ON s.oid = p.relnamespace
        WHERE part.level > 0
          AND (s.nspname, p.relname) IN (
              SELECT * FROM unnest(CAST(:schemas AS text[]), CAST(:standing AS text[]))
          )
    ) AS taken_over
FROM pg_class i
JOIN pg_index x ON x.indexrelid = i.oid
JOIN pg_namespace n ON n.oid = i.relnamespace
WHERE i.relname = :name
  AND x.indrelid = to_regclass(:table)
