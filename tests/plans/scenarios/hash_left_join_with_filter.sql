-- A left join with a condition on the pair that the hash cannot hold.
-- @setup
SET enable_mergejoin = off;
-- @plan
SELECT o.id, p.id
FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.amount < o.total_amount
WHERE o.user_id = 101;
