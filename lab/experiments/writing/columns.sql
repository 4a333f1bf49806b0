-- The columns of a copy that an update may give another row's value: how indexes of all the copies
-- use them. A column that generated ones are computed from may change an index through them.
WITH copies AS (
    SELECT oid FROM pg_class WHERE oid = ANY (CAST(:copies AS oid[]))
), used AS (
    SELECT x.indisunique OR x.indisexclusion AS rule, key.number, x.indexrelid
    FROM pg_index x JOIN copies ON copies.oid = x.indrelid, unnest(x.indkey) AS key(number)
    UNION
    -- What expressions and predicates read.
    SELECT x.indisunique OR x.indisexclusion, d.refobjsubid, x.indexrelid
    FROM pg_index x
    JOIN copies ON copies.oid = x.indrelid
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid = x.indrelid AND d.refobjsubid > 0
)
SELECT
    a.attname::text AS name,
    a.attlen > 0 AS fixed,
    (SELECT min(indexrelid::bigint) FROM used WHERE number = a.attnum) AS first_index
FROM pg_attribute a
WHERE a.attrelid = (CAST(:copies AS oid[]))[1]
  AND a.attnum > 0
  AND NOT a.attisdropped
  AND a.attgenerated = ''
  AND NOT EXISTS (SELECT FROM used WHERE number = a.attnum AND rule)
  AND NOT EXISTS (
      SELECT FROM pg_depend d
      LEFT JOIN pg_attrdef g ON d.classid = 'pg_attrdef'::regclass AND d.objid = g.oid
      WHERE d.refclassid = 'pg_class'::regclass
        AND d.refobjid = a.attrelid
        AND d.refobjsubid = a.attnum
        AND (
            g.adrelid = a.attrelid AND g.adnum <> a.attnum
            -- Before 15 it is the generated column that depends, not its expression.
            OR d.classid = 'pg_class'::regclass AND d.objid = a.attrelid AND d.objsubid > 0
        )
  )
ORDER BY a.attnum
