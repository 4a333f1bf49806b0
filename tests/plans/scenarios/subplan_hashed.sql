-- A subquery under OR cannot be joined: it is hashed once and looked up for each row.
-- @plan
SELECT count(*) FROM orders
WHERE total_amount > 1000 OR id NOT IN (SELECT order_id FROM payments WHERE status = 'succeeded');
