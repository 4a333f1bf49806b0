-- The sequence behind an identity, and the one that a serial column owns and takes its values from.
SELECT d.refobjid AS table_oid,
       a.attname AS column_name,
       s.oid AS sequence_oid,
       s.relname AS name,
       q.seqmax AS maximum,
       q.seqmax <= 2147483647 OR a.atttypid IN ('int4'::regtype, 'int2'::regtype) AS small,
       t.reltuples AS rows
FROM pg_class t
JOIN pg_depend d
    ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
    AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_sequence q ON q.seqrelid = s.oid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND t.relkind IN ('r', 'p')
  AND (d.deptype = 'i' OR EXISTS (
      SELECT FROM pg_attrdef v
      JOIN pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = v.oid
      WHERE v.adrelid = a.attrelid AND v.adnum = a.attnum
        AND u.refclassid = 'pg_class'::regclass AND u.refobjid = s.oid))
