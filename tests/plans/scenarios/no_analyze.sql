-- A plan that was made, but not run: how many rows there are, nobody knows.
-- @options ANALYZE OFF
-- @plan
SELECT o.id, u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE o.status = 'pending';
-- @fix
-- @options ANALYZE ON
