-- Two workers join, group and sort their parts; the leader merges and finishes the groups.
-- @options VERBOSE OFF
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
-- @plan
SELECT o.status, count(*), sum(i.quantity)
FROM orders o JOIN order_items i ON i.order_id = o.id
GROUP BY o.status ORDER BY o.status;
