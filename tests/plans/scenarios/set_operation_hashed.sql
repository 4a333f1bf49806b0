-- Users who have orders and no tags.
-- @plan
SELECT user_id FROM orders EXCEPT SELECT user_id FROM tags;
