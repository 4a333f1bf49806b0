-- Two workers and the leader read parts of one table; rows come as they are found.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
-- @plan
SELECT id FROM order_items WHERE product_name LIKE '%Walnut%';
