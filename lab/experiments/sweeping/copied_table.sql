-- What a copy of a table has to be given: its columns that hold values of their own, those with a
-- statistics target, and the indexes that stand now, as statements for the copy.
SELECT
    ARRAY(
        SELECT a.attname::text
        FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY a.attnum
    ) AS columns,
    ARRAY(
        SELECT a.attname::text
        FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget > 0
        ORDER BY a.attnum
    ) AS targeted,
    ARRAY(
        SELECT a.attstattarget::int
        FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget > 0
        ORDER BY a.attnum
    ) AS targets,
    ARRAY(
        SELECT replace(
            replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON '),
            format(' ON %I.%I USING ', n.nspname, t.relname),
            format(' ON %I.%I USING ', CAST(:copies AS text), t.relname)
        )
        FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid
        WHERE x.indrelid = t.oid AND x.indisvalid
        ORDER BY i.relname
    ) AS indexes
FROM pg_class t
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = :schema AND t.relname = :name
