-- A recursive CTE: the WorkTable Scan is run once a round.
-- @setup
SET enable_seqscan = off;
-- @plan
WITH RECURSIVE walk (id, depth) AS (
    SELECT id, 1 FROM users WHERE id <= 3
    UNION ALL
    SELECT u.id, w.depth + 1 FROM walk w JOIN users u ON u.id = w.id + 3 WHERE w.depth < 200
)
SELECT depth, count(*) FROM walk GROUP BY depth;
