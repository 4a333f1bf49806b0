-- The column's type with its limit, and the bytes of the table and of its only index.
SELECT
    format_type(a.atttypid, a.atttypmod) AS type,
    pg_relation_size(a.attrelid) AS table_bytes,
    pg_indexes_size(a.attrelid) AS index_bytes
FROM pg_attribute a
WHERE a.attrelid = CAST(:name AS regclass)
  AND a.attnum = 1
