-- Of each table that was asked for: its statistics, columns, indexes and extended statistics.
-- A table without a schema is the one that the search_path finds. pg_stats shows a column only to
-- those who may read it: of a table that the user may not read, it is taken for granted that it was
-- analyzed; so it is of an empty one, of which there are no statistics.
SELECT
    (pg_size_bytes(current_setting('work_mem')) / 1024)::int AS work_mem_kb,
    found.*
FROM (VALUES (1)) AS always_one (row)
LEFT JOIN LATERAL (
    SELECT
        coalesce(asked.schema, n.nspname::text) AS schema,
        c.relname::text AS name,
        CASE
            WHEN c.reltuples >= 0 THEN c.reltuples::float8
            ELSE pg_stat_get_live_tuples(c.oid)::float8
        END AS rows,
        c.relpages AS pages,
        c.relallvisible AS all_visible_pages,
        CASE
            WHEN c.relkind <> 'p' AND current_setting('track_counts')::bool
            THEN pg_stat_get_mod_since_analyze(c.oid)
        END AS modified_rows,
        NOT has_table_privilege(c.oid, 'SELECT')
        OR row_security_active(c.oid)
        OR c.reltuples = 0 AS perhaps_analyzed,
        ARRAY(
            SELECT json_build_object(
                'name', a.attname,
                'type', format_type(a.atttypid, a.atttypmod),
                'null_frac', s.null_frac,
                'n_distinct', s.n_distinct,
                'correlation', s.correlation
            )
            FROM pg_attribute a
            LEFT JOIN pg_stats s
                ON s.schemaname = n.nspname
                AND s.tablename = c.relname
                AND s.attname = a.attname
                AND s.inherited = (c.relkind = 'p')
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
        ) AS columns,
        ARRAY(
            SELECT json_build_object(
                'name', i.relname,
                'method', m.amname,
                'keys', ARRAY(
                    SELECT coalesce(k.attname::text, pg_get_indexdef(x.indexrelid, at, false))
                    FROM generate_series(1, x.indnkeyatts) AS at
                    LEFT JOIN pg_attribute k
                        ON k.attrelid = c.oid AND k.attnum = x.indkey[at - 1] AND k.attnum <> 0
                    ORDER BY at
                ),
                'included', ARRAY(
                    SELECT k.attname::text
                    FROM generate_series(x.indnkeyatts + 1, x.indnatts) AS at
                    JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = x.indkey[at - 1]
                    ORDER BY at
                ),
                'predicate', pg_get_expr(x.indpred, x.indrelid),
                'unique', x.indisunique,
                'valid', x.indisvalid AND x.indisready AND x.indislive,
                'size_bytes', pg_relation_size(x.indexrelid),
                'definition', pg_get_indexdef(x.indexrelid)
            )
            FROM pg_index x
            JOIN pg_class i ON i.oid = x.indexrelid
            JOIN pg_am m ON m.oid = i.relam
            WHERE x.indrelid = c.oid
            ORDER BY i.relname COLLATE "C"
        ) AS indexes,
        ARRAY(
            SELECT json_build_array(ARRAY(
                SELECT a.attname::text
                FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum = ANY (e.stxkeys::int2[])
            ))
            FROM pg_statistic_ext e
            WHERE e.stxrelid = c.oid
        ) AS extended_statistics
    FROM unnest(CAST(:schemas AS text[]), CAST(:names AS text[])) AS asked (schema, name)
    JOIN pg_class c ON c.relname = asked.name AND c.relkind IN ('r', 'p', 'm', 'f', 't')
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE CASE
        WHEN asked.schema IS NULL THEN pg_table_is_visible(c.oid)
        WHEN asked.schema = 'pg_temp' THEN n.oid = pg_my_temp_schema()
        ELSE n.nspname = asked.schema
    END
) AS found ON true
