-- The plan for any value of a parameter, without a value and so without a run.
-- @servers 18
-- @options ANALYZE OFF, GENERIC_PLAN ON
-- @plan
SELECT * FROM orders WHERE user_id = $1 LIMIT $2;
