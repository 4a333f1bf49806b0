-- An index on the moment alone finds a year of orders, of which the filter keeps one user's.
-- @setup
DROP INDEX ix_orders_user_id_status;
SET enable_seqscan = off;
SET random_page_cost = 1.1;
SET enable_bitmapscan = off;
-- @plan
SELECT id, total_amount FROM orders
WHERE created_at >= '2025-01-01 00:00+00' AND user_id = 286;
-- @fix
CREATE INDEX ON orders (user_id, created_at);
