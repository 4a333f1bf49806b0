-- A hash join whose table of 20,000 orders takes more than work_mem: in batches, through files.
-- @setup
SET work_mem = '256kB';
SET enable_mergejoin = off;
SET enable_nestloop = off;
-- @plan
SELECT o.id, o.shipping_address, i.product_name FROM order_items i JOIN orders o ON o.id = i.order_id;
-- @fix
SET work_mem = '8MB';
