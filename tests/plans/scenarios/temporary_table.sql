-- A temporary table larger than its buffers: local blocks are read, and the times of that counted.
-- @setup
SET temp_buffers = '800kB';
SET track_io_timing = on;
CREATE TEMPORARY TABLE mine AS SELECT * FROM order_items;
ANALYZE mine;
-- @plan
SELECT quantity, count(*) FROM mine GROUP BY quantity ORDER BY quantity;
