-- The index gives the order of users; within each user the rows are sorted by their amount.
-- @setup
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_sort = off;
-- @plan
SELECT user_id, total_amount FROM orders ORDER BY user_id, total_amount;
-- @fix
CREATE INDEX ON orders (user_id, total_amount);
