-- A recursive CTE that keeps each row once, in a hash table.
-- @plan
WITH RECURSIVE friends (id) AS (
    SELECT 1::bigint
    UNION
    SELECT (f.id * 7 + u.id) % 50 FROM friends f JOIN users u ON u.id < 4
)
SELECT count(*) FROM friends f JOIN friends g ON g.id = f.id + 1;
