-- A BRIN index knows ranges of pages only: the rows there are checked again.
-- @setup
CREATE INDEX ranges ON orders USING brin (created_at) WITH (pages_per_range = 8);
DROP INDEX ix_orders_created_at;
-- @plan
SELECT count(*) FROM orders WHERE created_at BETWEEN '2025-03-01' AND '2025-03-15';
