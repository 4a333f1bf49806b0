-- For each row of a few, whether there is none.
-- @plan
SELECT o.id FROM orders o
WHERE o.user_id = 286 AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id);
