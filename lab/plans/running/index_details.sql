-- An index by its name, or by schema.name; the one that the search_path finds comes first. An
-- index on a partitioned table goes by the names of its parts too, for a plan names those.
SELECT
    i.relname::text AS name,
    n.nspname::text AS schema,
    t.relname::text AS "table",
    tn.nspname::text AS table_schema,
    t.reltuples::float8 AS table_rows,
    m.amname::text AS method,
    x.indisvalid AS valid,
    x.indisready AND x.indislive AS ready,
    pg_get_expr(x.indpred, x.indrelid) AS predicate,
    pg_get_indexdef(i.oid) AS definition,
    CASE
        WHEN i.relkind = 'I' THEN ARRAY(
            SELECT c.relname::text FROM pg_partition_tree(i.oid) p JOIN pg_class c ON c.oid = p.relid
        )
        ELSE ARRAY[i.relname::text]
    END AS names,
    CASE
        WHEN t.relkind = 'p' THEN ARRAY(
            SELECT c.relname::text FROM pg_partition_tree(t.oid) p JOIN pg_class c ON c.oid = p.relid
        )
        ELSE ARRAY[t.relname::text]
    END AS tables,
    ARRAY(
        SELECT json_build_object(
            'text', coalesce(a.attname::text, pg_get_indexdef(i.oid, at, false)),
            'computed', a.attname IS NULL,
            'type', format_type(own.atttypid, own.atttypmod),
            'operator_class', o.opcname,
            'collation', coalesce(co.collname, ''),
            'column_collation', coalesce(cc.collname, co.collname, ''),
            'by_code_point', CASE
                WHEN co.oid IS NULL THEN true
                WHEN co.collname <> 'default' THEN
                    co.collname IN ('C', 'POSIX', 'ucs_basic', 'pg_c_utf8')
                ELSE
                    -- datlocprovider is there from PostgreSQL 15 on.
                    coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'b'
                    OR coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c'
                    AND d.datcollate IN ('C', 'POSIX')
            END,
            'descending', x.indoption[at - 1] & 1 = 1,
            'nulls_first', x.indoption[at - 1] & 2 = 2
        )
        FROM generate_series(1, x.indnkeyatts) AS at
        JOIN pg_attribute own ON own.attrelid = i.oid AND own.attnum = at
        JOIN pg_opclass o ON o.oid = x.indclass[at - 1]
        JOIN pg_database d ON d.datname = current_database()
        LEFT JOIN pg_collation co ON co.oid = x.indcollation[at - 1]
        LEFT JOIN pg_attribute a
            ON a.attrelid = t.oid AND a.attnum = x.indkey[at - 1] AND a.attnum <> 0
        LEFT JOIN pg_collation cc ON cc.oid = a.attcollation
        ORDER BY at
    ) AS keys
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = i.relnamespace
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_am m ON m.oid = i.relam
WHERE i.relname = :name OR n.nspname || '.' || i.relname = :name
ORDER BY pg_table_is_visible(i.oid) DESC, n.nspname
LIMIT 1
