-- Two indexes read into bitmaps that are combined before the heap is touched.
-- @setup
CREATE INDEX b_total ON orders (total_amount);
CREATE INDEX b_user ON orders (user_id);
SET enable_seqscan = off;
SET enable_indexscan = off;
-- @plan
SELECT count(*) FROM orders WHERE total_amount < 14 AND user_id BETWEEN 500 AND 575;
-- @fix
CREATE INDEX b_both ON orders (total_amount, user_id);
