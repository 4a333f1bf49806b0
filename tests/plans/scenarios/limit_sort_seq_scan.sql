-- The newest few of one user, without a usable index: the table is read and sorted.
-- @setup
SET enable_bitmapscan = off;
SET enable_indexscan = off;
-- @plan
SELECT * FROM orders WHERE user_id = 286 ORDER BY created_at DESC LIMIT 20;
