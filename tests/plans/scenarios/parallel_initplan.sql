-- A value that workers compute together, then handed to the workers of the rest.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
-- @plan
SELECT count(*) FROM orders o WHERE o.total_amount > (SELECT avg(amount) FROM payments);
