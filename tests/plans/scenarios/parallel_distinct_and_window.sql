-- Work for workers below, and work that only the leader does above.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
-- @plan
SELECT user_id, n, rank() OVER (ORDER BY n DESC)
FROM (SELECT user_id, count(*) AS n FROM order_items i JOIN orders o ON o.id = i.order_id GROUP BY 1) s
LIMIT 5;
