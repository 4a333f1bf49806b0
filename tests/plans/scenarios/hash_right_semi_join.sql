-- Users with an order: from 18 on the small side can be hashed, and each of its rows is returned once.
-- @setup
SET enable_mergejoin = off;
SET enable_nestloop = off;
SET enable_hashagg = off;
SET enable_sort = off;
-- @plan
SELECT * FROM users u WHERE u.id < 50 AND EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id);
