-- The planner takes a two-hundredth for any expression: 100 orders of a year, each looked up, are 9,000.
-- @plan
SELECT o.id, sum(i.quantity) FROM orders o JOIN order_items i ON i.order_id = o.id
WHERE extract(year FROM o.created_at) = 2025 GROUP BY o.id;
-- @fix
CREATE STATISTICS orders_year ON (extract(year FROM created_at)) FROM orders;
ANALYZE orders;
