-- A list of keys that an index looks for one after the other, with a condition on each row besides.
-- @setup
SET enable_bitmapscan = off;
-- @plan
SELECT * FROM orders WHERE user_id = ANY ('{3,30,300,1300}') AND total_amount > 50 ORDER BY user_id;
