-- No row on the outer side, so the inner side never runs.
-- @setup
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT * FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.user_id = -1;
