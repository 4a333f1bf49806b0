-- Rows of a temporary table changed: local blocks dirtied and written.
-- @setup
SET temp_buffers = '800kB';
CREATE TEMPORARY TABLE mine AS SELECT * FROM order_items;
ANALYZE mine;
-- @plan
UPDATE mine SET quantity = quantity + 1 WHERE id % 3 = 0;
