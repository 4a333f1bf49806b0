-- One process reads the index into a bitmap; all read the pages it points to.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET enable_seqscan = off;
SET enable_indexscan = off;
-- @plan
SELECT count(currency) FROM orders WHERE user_id < 300;
