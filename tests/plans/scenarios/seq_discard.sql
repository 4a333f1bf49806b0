-- A table read from its beginning to its end for the orders of one day: no index knows the day.
-- @setup
DROP INDEX ix_orders_created_at;
-- @plan
SELECT id, total_amount FROM orders
WHERE currency = 'EUR' AND created_at >= '2025-12-31 00:00+00';
-- @fix
CREATE INDEX ON orders (currency, created_at);
