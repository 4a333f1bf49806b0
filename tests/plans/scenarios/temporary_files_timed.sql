-- A hash join in batches on disk, a sort on disk, and the time of reading and writing them.
-- @setup
SET track_io_timing = on;
SET work_mem = '128kB';
SET hash_mem_multiplier = 1;
SET enable_mergejoin = off;
SET enable_nestloop = off;
-- @plan
SELECT o.*, p.amount FROM orders o JOIN payments p ON p.order_id = o.id ORDER BY p.amount, o.id;
