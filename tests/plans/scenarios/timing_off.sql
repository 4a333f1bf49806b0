-- Rows without times.
-- @options TIMING OFF
-- @plan
SELECT u.id, count(*) FROM users u JOIN orders o ON o.user_id = u.id WHERE u.id < 50 GROUP BY u.id;
