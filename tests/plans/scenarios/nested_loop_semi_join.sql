-- For each row of a few, whether there is any.
-- @setup
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT u.id FROM users u
WHERE u.id < 40 AND EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.total_amount > 500);
