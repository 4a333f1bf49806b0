-- A copy as it stands, with all its indexes.
SELECT c.oid, (SELECT count(*) FROM pg_index WHERE indrelid = c.oid)::int AS indexes
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relname = :name
