-- What two sets have in common, as often as both have it, by sorting.
-- @setup
SET enable_hashagg = off;
-- @plan
SELECT user_id FROM orders WHERE id < 5000 INTERSECT ALL SELECT user_id FROM payments WHERE id < 5000;
