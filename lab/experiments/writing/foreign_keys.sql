-- The table's foreign keys, each with its columns in the order of the key.
SELECT
    k.conname::text AS name,
    k.confrelid::regclass::text AS parent,
    ARRAY(
        SELECT a.attname::text
        FROM unnest(k.conkey) WITH ORDINALITY AS part(number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = part.number
        ORDER BY part.place
    ) AS columns
FROM pg_constraint k
WHERE k.conrelid = :oid AND k.contype = 'f'
  -- Not once more for each partition of a parent.
  AND NOT EXISTS (
      SELECT FROM pg_constraint up WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid
  )
ORDER BY 1
