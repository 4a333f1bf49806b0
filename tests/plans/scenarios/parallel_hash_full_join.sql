-- A full join that all processes run together, the unmatched rows of the hashed side included.
-- @servers 18
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_mergejoin = off;
-- @plan
SELECT count(o.currency), count(p.amount) FROM orders o FULL JOIN payments p ON p.order_id = o.id;
