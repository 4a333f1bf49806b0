-- The leaves of an index shared out among the processes.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET enable_seqscan = off;
-- @plan
SELECT count(*) FROM order_items WHERE order_id > 500;
