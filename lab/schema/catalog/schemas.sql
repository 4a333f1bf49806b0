-- Schemas that somebody designed: not the system's, none of an extension. 'public' comes first.
SELECT n.nspname AS name,
       EXISTS (
           SELECT FROM pg_class c
           WHERE c.relnamespace = n.oid
             AND c.relkind IN ('r', 'p')
             AND NOT EXISTS (
                 SELECT FROM pg_depend d
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
       ) AS has_tables
FROM pg_namespace n
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
ORDER BY n.nspname <> 'public', n.nspname COLLATE "C"
