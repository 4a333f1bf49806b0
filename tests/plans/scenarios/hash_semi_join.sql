-- Rows that have a partner, each once.
-- @setup
SET enable_mergejoin = off;
SET enable_nestloop = off;
-- @plan
SELECT * FROM orders o WHERE EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.status = 'failed');
