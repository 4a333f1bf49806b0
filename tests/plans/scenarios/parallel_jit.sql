-- Each process compiles the plan for itself: the times of all of them are added up.
-- @servers 15
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET jit = on;
SET jit_above_cost = 0;
SET jit_inline_above_cost = 0;
SET jit_optimize_above_cost = 0;
-- @plan
SELECT currency, count(*), sum(total_amount * 2) FROM orders WHERE id % 7 < 5 GROUP BY currency;
