-- Orders that nobody has paid for.
-- @setup
SET enable_mergejoin = off;
SET enable_nestloop = off;
-- @plan
SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id);
