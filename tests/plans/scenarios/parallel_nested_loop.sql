-- The outer side is shared out; each process asks the inner side, with a Memoize of its own.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT count(u.email) FROM orders o LEFT JOIN users u ON u.id = o.user_id;
