-- A correlated subquery in the output, run once for each of fifty rows that cost something themselves.
-- @plan
SELECT md5(repeat(u.id::text, 3000)), (SELECT count(*) FROM orders o WHERE o.user_id = u.id)
FROM users u WHERE u.id <= 50;
