-- A plan that was not run: estimates only.
-- @options ANALYZE OFF
-- @plan
SELECT * FROM orders WHERE user_id = 286 ORDER BY created_at DESC LIMIT 20;
