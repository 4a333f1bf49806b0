-- Two sorts in memory: one that keeps only the best few, and one of all its rows.
-- @setup
SET enable_hashagg = off;
-- @plan
SELECT * FROM (SELECT id, created_at FROM orders ORDER BY total_amount DESC LIMIT 200) s
ORDER BY created_at, id DESC;
