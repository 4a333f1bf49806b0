-- A CTE made in full for the orders of one user, whom an index would have found.
-- @plan
WITH placed AS MATERIALIZED (SELECT id, user_id, total_amount FROM orders)
SELECT * FROM placed WHERE user_id = 42;
-- @fixed
WITH placed AS NOT MATERIALIZED (SELECT id, user_id, total_amount FROM orders)
SELECT * FROM placed WHERE user_id = 42;
