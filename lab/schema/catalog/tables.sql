-- Ordinary and partitioned tables of one schema; those of extensions are left out.
SELECT c.oid AS table_oid,
       c.relname AS name,
       obj_description(c.oid, 'pg_class') AS comment,
       c.relkind = 'p' AS partitioned,
       c.relpersistence = 'u' AS unlogged,
       CASE WHEN c.relispartition THEN parents.names[1] END AS partition_of,
       CASE WHEN c.relispartition THEN '{}' ELSE parents.names END AS inherits,
       c.relrowsecurity AS enabled,
       c.relforcerowsecurity AS forced,
       pg_get_userbyid(c.relowner) AS owner,
       ARRAY(
           SELECT p.polname::text
           FROM pg_policy p
           WHERE p.polrelid = c.oid
           ORDER BY p.polname COLLATE "C") AS policies
FROM pg_class c
CROSS JOIN LATERAL (
    SELECT ARRAY(
        SELECT p.relname::text
        FROM pg_inherits i
        JOIN pg_class p ON p.oid = i.inhparent
        WHERE i.inhrelid = c.oid
        ORDER BY i.inhseqno) AS names) AS parents
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname COLLATE "C"
