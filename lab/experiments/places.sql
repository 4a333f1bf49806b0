-- The partitioned tables that a table is a part of: their indexes stand on it, too.
SELECT n.nspname::text AS schema, t.relname::text AS name
FROM pg_class own
JOIN pg_namespace own_schema ON own_schema.oid = own.relnamespace
CROSS JOIN pg_partition_ancestors(own.oid) AS above(relid)
JOIN pg_class t ON t.oid = above.relid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE own_schema.nspname = :schema AND own.relname = :name AND t.oid <> own.oid
