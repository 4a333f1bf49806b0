SELECT t.tgrelid AS table_oid,
       t.tgname AS name,
       pg_get_triggerdef(t.oid) AS definition
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
  AND c.relkind IN ('r', 'p')
  AND NOT t.tgisinternal
ORDER BY t.tgrelid, t.tgname COLLATE "C"
