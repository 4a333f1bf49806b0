-- More keys than the memory of Memoize holds: it forgets, and looks up again.
-- @setup
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT count(u.full_name) FROM orders o LEFT JOIN users u ON u.id = o.user_id;
