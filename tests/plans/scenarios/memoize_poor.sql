-- A cache for the users of orders that holds a few hundred of them: they are thrown out too soon.
-- @setup
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT o.id, u.email, u.full_name FROM orders o LEFT JOIN users u ON u.id = o.user_id;
-- @fix
SET work_mem = '1MB';
