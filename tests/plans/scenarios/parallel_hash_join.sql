-- One hash table built by all processes together, in batches since memory is short.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET work_mem = '128kB';
SET hash_mem_multiplier = 1;
SET enable_mergejoin = off;
SET enable_nestloop = off;
-- @plan
SELECT count(*), min(p.amount) FROM orders o LEFT JOIN payments p ON p.order_id = o.id;
