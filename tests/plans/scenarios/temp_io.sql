-- DISTINCT inside an aggregate sorts there: nothing but temporary blocks tells that it went to disk.
-- @setup
SET work_mem = '256kB';
SET enable_presorted_aggregate = off;
-- @plan
SELECT count(DISTINCT product_name) FROM order_items;
-- @fix
SET work_mem = '16MB';
-- @servers 18
