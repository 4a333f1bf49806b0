-- Either of two conditions, each by its own index.
-- @setup
CREATE INDEX ON orders (total_amount);
-- @plan
SELECT * FROM orders WHERE total_amount < 5.5 OR user_id IN (7, 8, 9);
