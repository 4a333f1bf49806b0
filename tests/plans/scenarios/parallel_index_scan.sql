-- The leaves of an index shared out among the processes, and each fetches its rows.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_sort = off;
-- @plan
SELECT user_id, sum(total_amount) FROM orders WHERE user_id < 1500 GROUP BY user_id;
