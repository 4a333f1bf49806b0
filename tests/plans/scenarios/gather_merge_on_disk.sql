-- Sorts of three processes, each on disk: every worker has its own figures.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET work_mem = '128kB';
-- @plan
SELECT * FROM order_items ORDER BY product_name, id;
