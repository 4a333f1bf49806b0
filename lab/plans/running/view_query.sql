-- The query of a materialized view, by the name that a statement gives it.
SELECT pg_get_viewdef(c.oid)
FROM pg_class c
WHERE c.oid = to_regclass(:name) AND c.relkind = 'm'
