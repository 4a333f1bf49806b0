-- The members of a UNION ALL are shared out among the processes.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
-- @plan
SELECT count(*) FROM (
    SELECT id FROM orders WHERE total_amount > 10
    UNION ALL SELECT id FROM payments WHERE amount > 10
    UNION ALL SELECT id FROM tags WHERE user_id > 3
) s;
