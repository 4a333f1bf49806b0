-- The newest order of each user: sorted, then the first of each.
-- @plan
SELECT DISTINCT ON (user_id) user_id, id, created_at FROM orders ORDER BY user_id, created_at DESC;
