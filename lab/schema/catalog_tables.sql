-- Ordinary and partitioned tables of one schema; those of extensions are left out.
SELECT c.oid AS table_oid,
       c.relname AS name,
       obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname COLLATE "C"
