-- Keys that each process hashes for itself, to look its own rows up in.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
ALTER TABLE payments SET (parallel_workers = 0);
-- @plan
SELECT count(*) FROM orders
WHERE id NOT IN (SELECT order_id FROM payments WHERE status = 'succeeded');
