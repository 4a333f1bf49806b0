-- The newest order of each user as a subquery in the list: run again for each of the users.
-- @plan
SELECT u.id, (SELECT max(o.created_at) FROM orders o WHERE o.user_id = u.id) AS newest FROM users u;
-- @fixed
SELECT u.id, o.newest FROM users u
LEFT JOIN (SELECT user_id, max(created_at) AS newest FROM orders GROUP BY user_id) o ON o.user_id = u.id;
