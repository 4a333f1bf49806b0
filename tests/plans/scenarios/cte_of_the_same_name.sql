-- Two CTEs called x: a scan reads the innermost of its name.
-- @options VERBOSE OFF
-- @plan
WITH x AS MATERIALIZED (SELECT id, user_id, 1 AS n FROM orders WHERE id < 2000)
SELECT s.*, (SELECT count(*) FROM x)
FROM (
    WITH y AS (SELECT * FROM x),
         x AS MATERIALIZED (SELECT user_id, 1 AS n FROM y GROUP BY user_id)
    SELECT a.user_id, b.n FROM x a JOIN x b ON a.n = b.n
    OFFSET 0
) s
LIMIT 50;
