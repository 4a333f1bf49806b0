-- Groups of sorted rows, without anything computed of them.
-- @setup
SET enable_hashagg = off;
-- @plan
SELECT user_id FROM orders WHERE user_id < 100 GROUP BY user_id;
