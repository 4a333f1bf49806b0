-- An index has attributes of its own: first its keys, told by their names or, expressions, by their
-- text; then what it includes. A foreign key also has the oid of an index in conindid: the one that
-- it leans on, which belongs to another constraint.
WITH shown AS (
    SELECT x.*, c.relname, c.relispartition, c.relam, c.reloptions
    FROM pg_class t
    JOIN pg_index x ON x.indrelid = t.oid
    JOIN pg_class c ON c.oid = x.indexrelid
    WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
      AND t.relkind IN ('r', 'p')
),
parts AS (
    SELECT x.indexrelid,
           json_agg(
               json_build_object(
                   'text', coalesce(a.attname::text, pg_get_indexdef(x.indexrelid, p.attnum, false)),
                   'expression', a.attnum IS NULL,
                   'opclass',
                   CASE WHEN NOT o.opcdefault OR p.attoptions IS NOT NULL
                       THEN o.opcname || coalesce('(' || array_to_string(p.attoptions, ', ') || ')', '')
                   END,
                   -- No function tells the collation that an expression has by itself.
                   'collation',
                   CASE WHEN a.attnum IS NOT NULL OR pg_get_indexdef(x.indexrelid) ~ ' COLLATE '
                       THEN l.collname
                   END,
                   'descending', coalesce(x.indoption[p.attnum - 1] & 1 = 1, false),
                   'nulls_first', coalesce(x.indoption[p.attnum - 1] & 2 = 2, false),
                   -- Of how its entries are stored: the name under which pg_stats has an expression,
                   -- how wide it is, whether equal entries may share one (see nbtree.h, BTEQUALIMAGE).
                   'included', p.attnum > x.indnkeyatts,
                   'attribute', p.attname,
                   'length', p.attlen,
                   'alignment', p.attalign,
                   'equal_image', e.oid IS NOT NULL)
               ORDER BY p.attnum) AS parts
    FROM shown x
    JOIN pg_attribute p ON p.attrelid = x.indexrelid
    LEFT JOIN pg_attribute a
        ON a.attrelid = x.indrelid AND a.attnum = x.indkey[p.attnum - 1] AND a.attnum <> 0
    LEFT JOIN pg_opclass o ON o.oid = x.indclass[p.attnum - 1] AND p.attnum <= x.indnkeyatts
    LEFT JOIN pg_collation l
        ON l.oid = x.indcollation[p.attnum - 1]
        AND l.oid <> coalesce(a.attcollation, (
            SELECT d.oid FROM pg_collation d WHERE d.collprovider = 'd' AND d.collname = 'default'))
    LEFT JOIN pg_amproc e
        ON e.amprocfamily = o.opcfamily AND e.amproclefttype = o.opcintype
        AND e.amprocrighttype = o.opcintype AND e.amprocnum = 4
    GROUP BY x.indexrelid
)
SELECT x.indrelid AS table_oid,
       x.indexrelid AS index_oid,
       x.relname AS name,
       pg_get_indexdef(x.indexrelid) AS definition,
       p.parts,
       m.amname AS method,
       x.indisunique AS "unique",
       x.indisprimary AS "primary",
       k.conname AS "constraint",
       NOT x.indimmediate AS "deferrable",
       pg_get_expr(x.indpred, x.indrelid) AS predicate,
       x.indisvalid AS valid,
       x.indisready AS ready,
       -- Of PostgreSQL 15 and newer; older ones tell all nulls apart.
       coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct,
       x.reloptions AS parameters,
       x.relispartition AS inherited
FROM shown x
JOIN parts p ON p.indexrelid = x.indexrelid
JOIN pg_am m ON m.oid = x.relam
LEFT JOIN pg_constraint k
    ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
ORDER BY x.indrelid, x.relname COLLATE "C"
