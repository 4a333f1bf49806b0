-- One row planned and forty found: conditions that the statistics cannot join.
-- @setup
UPDATE orders SET total_amount = 6 WHERE id % 500 = 5;
ANALYZE orders;
-- @plan
SELECT *
FROM orders o JOIN order_items i ON i.order_id = o.id
WHERE o.total_amount = 6 AND o.id % 500 = 5;
