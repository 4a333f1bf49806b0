-- One CTE, scanned by both halves of a UNION ALL.
-- @options VERBOSE OFF
-- @plan
WITH recent AS MATERIALIZED (SELECT * FROM orders WHERE created_at > '2025-12-01')
SELECT status, count(*) FROM recent GROUP BY status
UNION ALL
SELECT NULL, count(*) FROM recent;
