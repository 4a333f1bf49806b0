-- The index gives the order of users; within each user the rows are sorted in groups.
-- @setup
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- @plan
SELECT user_id, total_amount FROM orders ORDER BY user_id, total_amount;
