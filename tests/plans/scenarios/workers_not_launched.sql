-- Four workers planned and none launched: the leader does it all.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET min_parallel_index_scan_size = 0;
SET max_parallel_workers_per_gather = 4;
SET max_parallel_workers = 0;
ALTER TABLE orders SET (parallel_workers = 4);
-- @plan
SELECT currency, count(*) FROM orders GROUP BY currency;
