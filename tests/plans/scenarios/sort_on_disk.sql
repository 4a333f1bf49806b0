-- More rows to sort than work_mem holds: sorted runs are written to disk and merged.
-- @setup
SET work_mem = '256kB';
-- @plan
SELECT * FROM order_items ORDER BY product_name, id;
